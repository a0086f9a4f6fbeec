package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator lets callers do, by their names. */
class AccessIT {

    private static final String WRITER = "UserDirectory=acme; UserId=SCHEDULER-7";
    private static final String READER = "UserDirectory=ACME; UserId=jo";
    private static final String NONE = "UserDirectory=ELSEWHERE; UserId=scheduler-7";

    @TempDir
    static Path folder;

    private static RunnableJar server;
    private static HttpCaller caller;
    private static String session;

    @BeforeAll
    static void start() throws IOException {
        server = RunnableJar.serve(
                folder, "--readers=ACME\\*", "--readers=OPS\\audit , OPS\\*watch*", "--writers=ACME\\scheduler-*");
        caller = new HttpCaller(server.url());
        session = json(caller.post("/qrs/executionsession", "{}", as(WRITER)).body())
                .get("id")
                .textValue();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void writers_mayDoEverything() throws IOException {
        assertThat(privileges(WRITER)).isEqualTo("[\"create\",\"read\",\"update\",\"delete\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UserDirectory=INTERNAL; UserId=sa_api", "UserDirectory=Internal; UserId=sa_repository"})
    void theService_mayDoEverything(String service) throws IOException {
        assertThat(privileges(service)).isEqualTo("[\"create\",\"read\",\"update\",\"delete\"]");
        assertThat(caller.get("/qrs/executionsession/count").body()).isEqualTo("{\"value\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                READER,
                "UserDirectory=ops; UserId=Audit",
                "UserDirectory=OPS; UserId=nightwatch",
                "UserDirectory=OPS; UserId=watch"
            })
    void readers_mayOnlyRead(String reader) throws IOException {
        assertThat(privileges(reader)).isEqualTo("[\"read\"]");
        assertThat(caller.get("/qrs/executionsession/count", as(reader)).body()).isEqualTo("{\"value\":1}");
        assertThat(caller.post("/qrs/executionsession", "{}", as(reader)).statusCode())
                .isEqualTo(403);
        assertThat(caller.post("/qrs/executionresult", "{}", as(reader)).statusCode())
                .isEqualTo(403);
        assertThat(json(caller.post("/qrs/executionsession/previewcreateprivilege", "{}", as(reader))
                                .body())
                        .get("value")
                        .booleanValue())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NONE,
                "UserDirectory=OPS; UserId=jo",
                // Letters that Unicode folds to those of a writer, and letters that only look like them.
                "UserDirectory=ACME%E2%80%8B; UserId=scheduler-7",
                "UserDirectory=%EF%BC%A1CME; UserId=scheduler-7",
                "UserDirectory=OPS; UserId=aud%C4%B1t",
                "UserDirectory=OP%C5%BF; UserId=audit",
                "UserDirectory=OPS; UserId=aud%C4%B0t",
                "UserDirectory=%C4%B0NTERNAL; UserId=%C5%BFa_ap%C4%B1",
                "UserDirectory=INTERNAL; UserId=sa_ap%C4%B1",
                "UserDirectory=INTERNAL; UserId=sa_repo%C5%BFitory",
                "UserDirectory=INTERNAL; UserId=jo"
            })
    void others_mayDoNothing(String other) throws IOException {
        String path = "/qrs/executionsession/" + session;
        assertThat(caller.get(path, as(other)).statusCode()).isEqualTo(403);
        assertThat(caller.get("/qrs/executionsession", as(other)).body()).isEqualTo("[]");
        assertThat(caller.get("/qrs/executionresult/count", as(other)).body()).isEqualTo("{\"value\":0}");
        assertThat(caller.post("/qrs/executionsession", "{}", as(other)).statusCode())
                .isEqualTo(403);
        assertThat(caller.post("/qrs/selection/executionsession", "", as(other)).statusCode())
                .isEqualTo(403);
        assertThat(caller.post("/qrs/executionsession/previewprivileges", "{}", as(other))
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void aDirectoryWithABackslash_isRejected() throws IOException {
        HttpResponse<String> rejected = caller.get("/qrs/executionsession", as("UserDirectory=ACME%5Cx; UserId=y"));
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(rejected.body()).contains("userDirectory must not contain a backslash");
    }

    @Test
    void readers_cannotDeleteThroughASelectionOfFutureIds() throws IOException {
        String id = UUID.randomUUID().toString();
        String body = "{\"items\":[{\"type\":\"ExecutionSession\",\"objectID\":\"" + id + "\"}]}";
        String selection = json(caller.post("/qrs/selection", body, as(READER)).body())
                .get("id")
                .textValue();
        String deletion = "/qrs/selection/" + selection + "/executionsession";
        assertThat(caller.delete(deletion, as(READER)).statusCode()).isEqualTo(403);
        caller.post("/qrs/executionsession", "{\"id\":\"" + id + "\"}", as(WRITER));
        assertThat(caller.delete(deletion, as(READER)).statusCode()).isEqualTo(403);
        String path = "/qrs/executionsession/" + id;
        assertThat(caller.get(path, as(READER)).statusCode()).isEqualTo(200);
        assertThat(caller.delete(path, as(WRITER)).statusCode()).isEqualTo(204);
    }

    private static String privileges(String user) throws IOException {
        return json(caller.get("/qrs/executionsession/" + session + "?privileges=true", as(user))
                        .body())
                .get("privileges")
                .toString();
    }

    private static String[] as(String user) {
        return new String[] {"X-Qlik-User", user};
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
