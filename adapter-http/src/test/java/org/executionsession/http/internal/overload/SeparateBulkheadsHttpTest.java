package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.executionsession.http.support.HeldCreations;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;

/** Tests that short requests do not wait for those of another kind that can take long. */
class SeparateBulkheadsHttpTest {

    @Test
    void aScriptLog_doesNotWaitForBulkCreations() throws Exception {
        HeldCreations creations = new HeldCreations();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (RunningServer server = RunningServer.start(new TestUseCases().with(creations))) {
            List<CompletableFuture<TestResponse>> lasting = Stream.of("first", "second")
                    .map(user -> CompletableFuture.supplyAsync(
                            () -> server.send(
                                    "POST",
                                    "/executionsession/many",
                                    BodyPublishers.ofString("[]"),
                                    "X-Qlik-User",
                                    "UserDirectory=ACME; UserId=" + user),
                            clients))
                    .toList();
            creations.awaitEntry();
            creations.awaitEntry();
            String result =
                    server.post("/executionresult", "{}").json().get("id").asText();
            assertThat(server.send(
                                    "PUT",
                                    "/executionresult/" + result + "/scriptlog",
                                    BodyPublishers.ofString("log"),
                                    "Content-Type",
                                    "text/plain")
                            .status())
                    .isEqualTo(204);
            creations.release();
            assertThat(lasting).allMatch(creation -> creation.join().status() == 201);
        } finally {
            creations.release();
            clients.shutdownNow();
        }
    }
}
