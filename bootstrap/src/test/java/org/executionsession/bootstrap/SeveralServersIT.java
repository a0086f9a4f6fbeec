package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.Load;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one PostgreSQL: whichever a caller asks, the response is that of the one database. */
class SeveralServersIT {

    private static final int ROUNDS = 30;

    private static PostgresqlServer database;
    private static RunnableJar oneServer;
    private static RunnableJar otherServer;
    private static HttpCaller one;
    private static HttpCaller other;
    private static final ExecutorService CALLERS = Executors.newCachedThreadPool();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        database = PostgresqlServer.start(folder);
        // At the same time: both find an empty database and want to make its tables.
        Future<RunnableJar> starting = CALLERS.submit(() -> RunnableJar.serve(folder, "--database", database.url()));
        otherServer = RunnableJar.serve(folder, "--database", database.url());
        oneServer = starting.get();
        one = new HttpCaller(oneServer.url());
        other = new HttpCaller(otherServer.url());
    }

    @AfterAll
    static void stop() throws IOException {
        CALLERS.shutdownNow();
        oneServer.close();
        otherServer.close();
        database.close();
    }

    @Test
    void concurrentCreationsOfOneId_succeedExactlyOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String body = Load.body(UUID.randomUUID().toString());
            assertThat(statuses(
                            () -> one.post("/executionsession", body),
                            () -> other.post("/executionsession", body),
                            () -> one.post("/executionsession", body),
                            () -> other.post("/executionsession", body)))
                    .containsExactlyInAnyOrder(201, 409, 409, 409);
        }
    }

    @Test
    void concurrentUpdatesOfOneVersion_succeedExactlyOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = UUID.randomUUID().toString();
            String session = one.post("/executionsession", Load.body(id)).body();
            assertThat(statuses(
                            () -> one.put("/executionsession/" + id, session),
                            () -> other.put("/executionsession/" + id, session)))
                    .containsExactlyInAnyOrder(200, 409);
        }
    }

    @Test
    void aSession_endsOnceForAllServers() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = UUID.randomUUID().toString();
            one.post("/executionsession", Load.body(id));
            assertThat(statuses(
                            () -> one.delete("/executionsession/" + id), () -> other.delete("/executionsession/" + id)))
                    .containsExactlyInAnyOrder(204, 404);
            assertThat(one.get("/executionsession/" + id).statusCode()).isEqualTo(404);
            assertThat(other.get("/executionresult?filter=executionID%20eq%20" + id)
                            .body())
                    .contains(id);
        }
    }

    @Test
    void aResultWithoutSession_isCreatedOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = UUID.randomUUID().toString();
            assertThat(statuses(
                            () -> one.post("/executionresult", result(id)),
                            () -> other.post("/executionresult", result(id))))
                    .containsExactlyInAnyOrder(201, 409);
        }
    }

    @Test
    void aRequestWithAnIdempotencyKey_runsOnceOnAllServers() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = UUID.randomUUID().toString();
            List<HttpResponse<String>> answers = answers(
                    () -> record(one, key), () -> record(other, key), () -> record(one, key), () -> record(other, key));
            List<HttpResponse<String>> recorded = answers.stream()
                    .filter(answer -> answer.statusCode() == 201)
                    .toList();
            assertThat(recorded).isNotEmpty();
            assertThat(recorded.stream()
                            .map(answer -> answer.headers().firstValue("Location"))
                            .distinct())
                    .hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> !recorded.contains(answer))
                    .as("those that came to a server while it was at it")
                    .allSatisfy(answer -> {
                        assertThat(answer.statusCode()).isEqualTo(409);
                        assertThat(answer.body()).contains("is in progress");
                    });
            assertThat(one.get("/executionsession/count?filter=user%20eq%20%27" + key + "%27")
                            .body())
                    .isEqualTo("{\"value\":1}");
        }
    }

    private static HttpResponse<String> record(HttpCaller server, String key) throws IOException {
        return server.post("/executionsession", "{\"user\":\"" + key + "\"}", "Idempotency-Key", key);
    }

    /** Of another execution each time: its id alone must tell it apart. */
    private static String result(String id) {
        return "{\"id\":\"" + id + "\",\"executionID\":\"" + UUID.randomUUID() + "\"}";
    }

    @SafeVarargs
    private static List<Integer> statuses(Callable<HttpResponse<String>>... calls) throws Exception {
        return answers(calls).stream().map(HttpResponse::statusCode).toList();
    }

    @SafeVarargs
    private static List<HttpResponse<String>> answers(Callable<HttpResponse<String>>... calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.length);
        List<Future<HttpResponse<String>>> coming = new ArrayList<>();
        for (Callable<HttpResponse<String>> call : calls) {
            coming.add(CALLERS.submit(() -> {
                start.await();
                return call.call();
            }));
        }
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (Future<HttpResponse<String>> answer : coming) {
            answers.add(answer.get());
        }
        return answers;
    }
}
