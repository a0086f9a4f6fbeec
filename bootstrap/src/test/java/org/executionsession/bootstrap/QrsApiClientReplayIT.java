package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Case A7: the Python package qrs-api-client, whose app_reload polls the session until it is gone and then takes the
 * newest result. Recorded from the library requests, which writes blanks as plus signs.
 */
class QrsApiClientReplayIT {

    private static final String SESSION = "0a700000-0000-4000-8000-000000000001";

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @Test
    void appReload_takesTheNewestResultOnceTheSessionIsGone() throws IOException {
        server.scheduler().start(SESSION, "0a700000-0000-4000-8000-000000000002");
        server.scheduler().proceed(SESSION);
        get("/qrs/executionsession/" + SESSION + "?").json(200);
        server.scheduler().retry(SESSION, "0a700000-0000-4000-8000-000000000003");
        server.scheduler().proceed(SESSION);
        get("/qrs/executionsession/" + SESSION + "?").json(200);
        server.scheduler().finish(SESSION);
        assertThat(get("/qrs/executionsession/" + SESSION + "?").status()).isEqualTo(404);

        JsonNode results = get("/qrs/executionresult/full?filter=executionID+eq+" + SESSION
                        + "&orderby=startTime+desc&")
                .json(200);
        assertThat(results.findValuesAsText("status")).containsExactly("7", "8");
        assertThat(results.get(0).get("status").isInt()).isTrue();
        assertThat(results.get(0).get("duration").intValue()).isEqualTo(300_000);
    }

    /** The client walks through all enumerations, whatever their names, to the one with the usage. */
    @Test
    void getEnum_findsTheValuesByTheirUsage() throws IOException {
        JsonNode enumerations = get("/qrs/about/api/enums?").json(200);
        for (String usage : new String[] {"ExecutionResult.Status", "ReloadTask.TaskType", "App.AvailabilityStatus"}) {
            assertThat(enumerations.properties())
                    .filteredOn(enumeration -> {
                        JsonNode usages = enumeration.getValue().get("usages");
                        return usages.toString()
                                .toLowerCase(Locale.ROOT)
                                .contains("\"" + usage.toLowerCase(Locale.ROOT) + "\"");
                    })
                    .singleElement()
                    .satisfies(enumeration -> assertThat(
                                    enumeration.getValue().get("values").get(0).textValue())
                            .startsWith("0: "));
        }
    }

    private static ClientSocket.Answer get(String path) throws IOException {
        return server.socket().send("""
                GET %sXrfkey=aB3dE5fG7hJ9kL1m HTTP/1.1
                Host: 127.0.0.1:4242
                User-Agent: python-requests/2.34.2
                Accept-Encoding: gzip, deflate
                Accept: application/json
                Connection: Keep-Alive
                X-Qlik-Xrfkey: aB3dE5fG7hJ9kL1m
                X-Qlik-User: UserDirectory=INTERNAL;UserID=sa_repository
                Content-Type: application/json
                """.formatted(path));
    }
}
