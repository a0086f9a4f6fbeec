package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.support.CancellableLists;
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

    @Test
    void aSubscription_doesNotWaitForSelections() throws Exception {
        int selections = Bulkhead.maxSelections(Runtime.getRuntime().maxMemory());
        CountDownLatch begun = new CountDownLatch(selections);
        CompletableFuture<Void> end = new CompletableFuture<>();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (RunningServer server = RunningServer.start(new TestUseCases().with(new CancellableLists() {
            @Override
            public void forEach(
                    Query<ExecutionSession> query,
                    Caller caller,
                    Consumer<? super ExecutionSession> reader,
                    CancellationSignal signal) {
                begun.countDown();
                end.join();
            }

            @Override
            public long count(Filter<ExecutionSession> filter, Caller caller) {
                return 0;
            }
        }))) {
            List<CompletableFuture<TestResponse>> lasting = IntStream.range(0, selections)
                    .mapToObj(i -> "UserDirectory=ACME; UserId=user" + i)
                    .map(user -> CompletableFuture.supplyAsync(
                            () -> server.getAs(user, PreemptionHttpTest.select(server, user) + "/executionsession"),
                            clients))
                    .toList();
            begun.await();
            assertThat(server.post("/notification?name=ExecutionSession", "\"https://receiver.example/changes\"")
                            .status())
                    .isEqualTo(201);
            end.complete(null);
            assertThat(lasting).allMatch(list -> list.join().status() == 200);
        } finally {
            end.complete(null);
            clients.shutdownNow();
        }
    }
}
