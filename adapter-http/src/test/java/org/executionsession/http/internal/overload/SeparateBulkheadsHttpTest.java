package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;

/** Tests that short requests do not wait for those of another kind that can take long. */
class SeparateBulkheadsHttpTest {

    /** Bulk creations that last until the test ends them. */
    private static final class LastingCreations implements CreateExecutionSession {

        private final CountDownLatch begun = new CountDownLatch(2);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public ExecutionSession create(ExecutionSessionDraft draft, Caller caller, IdempotencyKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller, IdempotencyKey key) {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        }
    }

    @Test
    void aScriptLog_doesNotWaitForBulkCreations() throws Exception {
        LastingCreations creations = new LastingCreations();
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
            creations.begun.await();
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
            creations.end.countDown();
            assertThat(lasting).allMatch(creation -> creation.join().status() == 201);
        } finally {
            creations.end.countDown();
            clients.shutdownNow();
        }
    }
}
