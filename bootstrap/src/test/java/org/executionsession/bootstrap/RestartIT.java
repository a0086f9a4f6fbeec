package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped under load and started again: callers that send again what was not answered lose nothing. */
class RestartIT {

    private static final int RESTARTS = 3;
    private static final int RECORDED_BETWEEN_RESTARTS = 150;
    private static final int CALLERS = 8;

    private final Semaphore recordings = new Semaphore(0);
    private final Set<String> recorded = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<HttpCaller> serving = new CompletableFuture<>();
    private volatile boolean enough;

    @TempDir
    Path folder;

    @Test
    void serverRestartedUnderLoadOnH2_losesAndDuplicatesNothing() throws Exception {
        restartAgainAndAgain("jdbc:h2:file:./data/sessions");
    }

    @Test
    void serverRestartedUnderLoadOnPostgresql_losesAndDuplicatesNothing() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder)) {
            restartAgainAndAgain(database.url());
        }
    }

    private void restartAgainAndAgain(String database) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Integer>> sent = new ArrayList<>();
            Callable<Integer> caller = this::recordUntilItIsEnough;
            for (int i = 0; i < CALLERS; i++) {
                sent.add(callers.submit(caller));
            }
            for (int restart = 0; restart < RESTARTS; restart++) {
                try (RunnableJar server = RunnableJar.serve(folder, "--database", database)) {
                    serving.complete(new HttpCaller(server.url()));
                    awaitRecordings();
                    serving = new CompletableFuture<>();
                    server.terminate();
                    assertThat(server.awaitEnd()).isZero();
                    assertThat(server.err()).isEmpty();
                }
            }
            try (RunnableJar server = RunnableJar.serve(folder, "--database", database)) {
                serving.complete(new HttpCaller(server.url()));
                awaitRecordings();
                enough = true;
                int all = 0;
                for (Future<Integer> one : sent) {
                    all += one.get(60, TimeUnit.SECONDS);
                }
                assertThat(recorded).as("an answer for each").hasSize(all);
                HttpCaller reader = new HttpCaller(server.url());
                assertThat(reader.get("/executionsession/count").body()).isEqualTo("{\"value\":" + all + "}");
                assertThat(reader.get("/executionresult/count").body()).isEqualTo("{\"value\":" + all + "}");
                for (String path : recorded) {
                    assertThat(reader.get(path).statusCode()).as(path).isEqualTo(200);
                }
            }
        } finally {
            enough = true;
            serving.cancel(false);
            callers.shutdownNow();
        }
    }

    private void awaitRecordings() throws InterruptedException {
        recordings.drainPermits();
        assertThat(recordings.tryAcquire(RECORDED_BETWEEN_RESTARTS, 60, TimeUnit.SECONDS))
                .as("%s more sessions are recorded", RECORDED_BETWEEN_RESTARTS)
                .isTrue();
    }

    /** Records one session after the other; how many. */
    private int recordUntilItIsEnough() {
        int sent = 0;
        while (!enough) {
            recorded.add(record(UUID.randomUUID().toString()));
            recordings.release();
            sent++;
        }
        return sent;
    }

    /** Records a session without an id: only the key tells that a request was sent before. Where it is then. */
    private String record(String key) {
        while (true) {
            CompletableFuture<HttpCaller> server = serving;
            try {
                HttpResponse<String> answer = server.join().post("/executionsession", "{}", "Idempotency-Key", key);
                if (answer.statusCode() == 201) {
                    return answer.headers().firstValue("Location").orElseThrow();
                }
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            } catch (IOException gone) {
                assertThat(gone).isNotInstanceOf(HttpTimeoutException.class);
            }
            assertThat(serving).as("the server is being stopped").isNotSameAs(server);
        }
    }
}
