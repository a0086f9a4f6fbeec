package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashIT {

    private static final int ROUNDS = 4;
    private static final int CALLERS = 4;
    private static final int ACKNOWLEDGED_A_ROUND = 150;

    @TempDir
    Path folder;

    @Test
    void aKilledServerHasLostNoAcknowledgedSession() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (RunnableJar server = RunnableJar.serve(folder)) {
                assertAllFound(new HttpCaller(server.url()), acknowledged);
                acknowledged.addAll(killUnderLoad(server));
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * ACKNOWLEDGED_A_ROUND);
        try (RunnableJar server = RunnableJar.serve(folder)) {
            assertAllFound(new HttpCaller(server.url()), acknowledged);
        }
    }

    private static Queue<String> killUnderLoad(RunnableJar server) throws InterruptedException {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_A_ROUND);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        for (int caller = 0; caller < CALLERS; caller++) {
            callers.execute(() -> createUntilTheServerIsGone(server, acknowledged, enough));
        }
        assertThat(enough.await(60, TimeUnit.SECONDS)).as("load").isTrue();
        server.kill();
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        return acknowledged;
    }

    private static void createUntilTheServerIsGone(
            RunnableJar server, Queue<String> acknowledged, CountDownLatch enough) {
        HttpCaller caller = new HttpCaller(server.url());
        try {
            while (true) {
                String id = UUID.randomUUID().toString();
                HttpResponse<String> answer =
                        caller.post("/executionsession", "{\"id\":\"" + id + "\",\"user\":\"" + id + "\"}");
                if (answer.statusCode() == 201) {
                    acknowledged.add(id);
                    enough.countDown();
                }
            }
        } catch (IOException gone) {
            // As it should be: the server was killed.
        }
    }

    private static void assertAllFound(HttpCaller caller, Set<String> ids) throws IOException {
        for (String id : ids) {
            HttpResponse<String> answer = caller.get("/qrs/executionsession/" + id);
            assertThat(answer.statusCode()).as("session %s", id).isEqualTo(200);
            assertThat(answer.body()).contains("\"user\":\"" + id + "\"");
        }
    }
}
