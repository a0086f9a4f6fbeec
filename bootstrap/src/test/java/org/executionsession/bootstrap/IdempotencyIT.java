package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that has lost a response sends the request again. */
class IdempotencyIT {

    private static RunnableJar server;
    private static HttpCaller caller;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        server = RunnableJar.serve(folder);
        caller = new HttpCaller(server.url());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRepeatedRequest_getsTheFirstResponse() throws IOException {
        for (String path : new String[] {"/executionsession", "/executionresult", "/executionresult/detail"}) {
            HttpResponse<String> first = caller.post(path, "{}", "Idempotency-Key", "\"of " + path + "\"");
            assertThat(first.statusCode()).isEqualTo(201);
            HttpResponse<String> again = caller.post(path, "{ }", "Idempotency-Key", "of " + path);
            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("Location"))
                    .isEqualTo(first.headers().firstValue("Location"));

            String list = "[{},{}]";
            HttpResponse<String> many = caller.post(path + "/many", list, "Idempotency-Key", "many of " + path);
            assertThat(many.statusCode()).isEqualTo(201);
            assertThat(caller.post(path + "/many", list, "Idempotency-Key", "many of " + path)
                            .body())
                    .isEqualTo(many.body());
        }
    }

    @Test
    void aRepeatedSelection_getsTheFirstResponse() throws IOException {
        for (String path : new String[] {"/executionsession", "/executionresult", "/executionresult/detail"}) {
            String select = "/selection" + path + "?filter=createdDate%20gt%20%272000-01-01T00:00:00.000Z%27";
            HttpResponse<String> first = caller.post(select, "{}", "Idempotency-Key", "select " + path);
            assertThat(first.statusCode()).isEqualTo(201);
            caller.post(path, "{}");
            HttpResponse<String> again = caller.post(select, "{}", "Idempotency-Key", "select " + path);
            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("Location"))
                    .isEqualTo(first.headers().firstValue("Location"));
            assertThat(caller.post("/selection" + path, "{}", "Idempotency-Key", "select " + path)
                            .statusCode())
                    .isEqualTo(422);
        }
        String none = "{\"items\":[]}";
        assertThat(caller.post("/selection", none, "Idempotency-Key", "select").body())
                .isEqualTo(caller.post("/selection", none, "Idempotency-Key", "select")
                        .body());
    }

    @Test
    void anotherRequestWithTheSameKey_returns422() throws IOException {
        caller.post("/executionsession", "{\"user\":\"jo\"}", "Idempotency-Key", "reused");
        HttpResponse<String> other =
                caller.post("/executionsession", "{\"user\":\"max\"}", "Idempotency-Key", "reused");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("was used with a different request");
    }

    @Test
    void aMalformedKey_returns400() throws IOException {
        for (String key : new String[] {"", "\"\"", "x".repeat(256)}) {
            HttpResponse<String> answer = caller.post("/executionsession", "{}", "Idempotency-Key", key);
            assertThat(answer.statusCode()).as(key).isEqualTo(400);
            assertThat(answer.body()).contains("1 to 255 printable ASCII characters");
        }
    }
}
