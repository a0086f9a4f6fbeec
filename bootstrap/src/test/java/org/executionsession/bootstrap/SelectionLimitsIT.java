package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What selections may take from the disk, and whose they are. */
class SelectionLimitsIT {

    private static final String[] JO = {"X-Qlik-User", "UserDirectory=ACME; UserId=jo"};
    private static final String[] JO_TOO = {"X-Qlik-User", "UserDirectory=acme; UserId=JO"};
    private static final String[] MAX = {"X-Qlik-User", "UserDirectory=ACME; UserId=max"};
    private static final String SELECT = "/qrs/selection/executionsession";

    @TempDir
    Path folder;

    private static String id(HttpResponse<String> selection) throws IOException {
        assertThat(selection.statusCode()).isEqualTo(201);
        return new ObjectMapper().readTree(selection.body()).get("id").textValue();
    }

    @Test
    void aCallerAtTheLimitOfSelections_gets429AndOthersDoNot() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder, "--max-selections-per-caller=2", "--max-selections=3")) {
            HttpCaller caller = new HttpCaller(server.url());
            id(caller.post(SELECT, "", JO));
            id(caller.post(SELECT, "", JO_TOO));
            HttpResponse<String> rejected = caller.post(SELECT, "", JO);
            assertThat(rejected.statusCode()).isEqualTo(429);
            assertThat(rejected.headers().firstValue("Retry-After")).contains("60");
            assertThat(rejected.body()).contains("at most 2 selections of one caller");
            id(caller.post(SELECT, "", MAX));
            assertThat(caller.post(SELECT, "").body()).contains("at most 3 selections of all callers");
            assertThat(caller.post("/qrs/executionsession", "{}", JO).statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void aSelection_isAccessibleToItsCallerAlone() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            caller.post("/qrs/executionsession", "{}");
            String path = "/qrs/selection/" + id(caller.post(SELECT, "", JO));
            for (String[] other : List.of(MAX, new String[0])) {
                for (String suffix :
                        List.of("", "/executionsession", "/executionsession/full", "/executionsession/count")) {
                    assertThat(caller.get(path + suffix, other).statusCode()).isEqualTo(404);
                }
                assertThat(caller.post(path + "/executionsession/table", "{\"columns\":[]}", other)
                                .statusCode())
                        .isIn(400, 404);
                assertThat(caller.delete(path + "/executionsession", other).statusCode())
                        .isEqualTo(404);
                assertThat(caller.delete(path, other).statusCode()).isEqualTo(404);
            }
            assertThat(caller.get(path + "/executionsession/count", JO_TOO).body())
                    .isEqualTo("{\"value\":1}");
            assertThat(caller.delete(path, JO).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void creatingAndDeletingSelections_doesNotFillTheDisk() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            String many = Collections.nCopies(10_000, "{}").toString();
            for (int i = 0; i < 2; i++) {
                assertThat(caller.post("/qrs/executionsession/many", many).statusCode())
                        .isEqualTo(201);
            }
            long before = size();
            int rejected = 0;
            for (int i = 0; i < 150; i++) {
                String[] headers = {JO[0], JO[1], "Idempotency-Key", "key" + i};
                HttpResponse<String> selection = caller.post(SELECT, "", i % 2 == 0 ? headers : JO);
                if (selection.statusCode() == 429) {
                    rejected++;
                } else {
                    caller.delete("/qrs/selection/" + id(selection), JO);
                }
            }
            assertThat(rejected).as("20,000 items each, of 500,000").isPositive();
            // 150 times 20,000 items of 85 bytes, and a copy of every other one, were 380 MB.
            assertThat(size() - before).isLessThan(60_000_000);
            assertThat(caller.post("/qrs/executionsession", "{}").statusCode()).isEqualTo(201);
        }
    }

    private long size() throws IOException {
        return Files.size(folder.resolve("data/execution-sessions.mv.db"));
    }
}
