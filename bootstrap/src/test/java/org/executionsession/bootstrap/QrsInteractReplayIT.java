package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.executionsession.bootstrap.support.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Case A5: the reload of the Governed Metrics Service (eapowertools), which calls through qrs-interact, as recorded from
 * its version 6.3.1. Another user of qrs-interact, the icon uploader of ptarmiganlabs, makes it send the type {@code png}
 * with everything.
 */
class QrsInteractReplayIT {

    private static final String SESSION = "0a500000-0000-4000-8000-000000000001";
    private static final String RESULT = "0a500000-0000-4000-8000-000000000002";

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @Test
    void governedMetrics_seesEachStepUntilTheListIsEmpty() throws IOException {
        server.scheduler().start(SESSION, RESULT);
        assertThat(lastMessage(sessions().get(0).get("executionResult"))).isEqualTo(Scheduler.TRIGGERED);
        server.scheduler().proceed(SESSION);
        assertThat(lastMessage(sessions().get(0).get("executionResult"))).isEqualTo(Scheduler.STARTED);
        server.scheduler().finish(SESSION);
        assertThat(sessions()).isEmpty();

        JsonNode results = get("/qrs/executionresult?filter=executionid%20eq%20" + SESSION + "&")
                .json(200);
        assertThat(results.get(0).get("duration").intValue()).isEqualTo(300_000);
        assertThat(lastMessage(results.get(0))).isEqualTo(Scheduler.FINISHED);
    }

    @Test
    void theContentType_isIgnoredWithoutABody() throws IOException {
        server.socket().send("""
                        GET /qrs/executionsession?xrfkey=Q76D60U1E382g3AI HTTP/1.1
                        X-Qlik-User: UserDirectory=Internal; UserId=sa_repository
                        Content-Type: png
                        X-Qlik-Xrfkey: Q76D60U1E382g3AI
                        Host: 127.0.0.1:4242
                        Connection: keep-alive
                        """).json(200);
    }

    private static JsonNode sessions() throws IOException {
        return get("/qrs/executionsession?filter=id%20eq%20" + SESSION + "&").json(200);
    }

    private static String lastMessage(JsonNode result) {
        JsonNode details = result.get("details");
        return details.get(details.size() - 1).get("message").textValue();
    }

    private static ClientSocket.Answer get(String path) throws IOException {
        return server.socket().send("""
                GET %sxrfkey=14n3H06741tk5P98 HTTP/1.1
                X-Qlik-User: UserDirectory=Internal;UserId=sa_api
                Content-Type: application/json
                X-Qlik-Xrfkey: 14n3H06741tk5P98
                Host: 127.0.0.1:4242
                Connection: keep-alive
                """.formatted(path));
    }
}
