package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.support.CancellableLists;
import org.executionsession.http.support.HeldCreations;
import org.executionsession.http.support.HeldSelections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    static Stream<Arguments> changesOfSelections() {
        return Stream.of(
                Arguments.of("DELETE", "/executionsession", ""),
                Arguments.of(
                        "PUT",
                        "/executionsession/synthetic",
                        "{\"latestModifiedDate\": \"9999-12-30T23:59:59.999Z\", \"properties\": []}"));
    }

    @ParameterizedTest
    @MethodSource("changesOfSelections")
    void theCreationOfASelection_doesNotWaitForChangesOfTwoCallers(String method, String path, String body)
            throws Exception {
        try (Changes changes = new Changes(method, path, body, "heldFirst", "heldSecond")) {
            List<CompletableFuture<TestResponse>> first = changes.sendThreeOfOneCaller("heldFirst");
            CompletableFuture<TestResponse> second = changes.send("heldSecond");
            changes.selections.awaitEntry("heldSecond");
            assertThat(changes.server.post("/selection/executionsession", "{}").status())
                    .isEqualTo(201);
            changes.selections.release();
            assertThat(second.join().status()).isEqualTo(204);
            assertThat(first).anyMatch(change -> change.join().status() == 204);
        }
    }

    @ParameterizedTest
    @MethodSource("changesOfSelections")
    void theChangeOfASelection_doesNotWaitForChangesOfAnotherCallerAndARead(String method, String path, String body)
            throws Exception {
        try (Changes changes = new Changes(method, path, body, "heldWriter", "heldReader", "other")) {
            changes.sendThreeOfOneCaller("heldWriter");
            CompletableFuture<TestResponse> read = changes.send("heldReader", "GET", "", "");
            changes.selections.awaitEntry("heldReader");
            assertThat(changes.send("other").join().status()).isEqualTo(204);
            changes.selections.release();
            assertThat(read.join().status()).isEqualTo(200);
        }
    }

    /** A server that processes three requests at once that use selections, and clients that change the entities of a selection. */
    private static final class Changes implements AutoCloseable {

        private final HeldSelections selections = new HeldSelections();
        private final ExecutorService clients = Executors.newCachedThreadPool();
        private final String method;
        private final String path;
        private final String body;
        private final RunningServer server;
        private final Map<String, String> selectionsOf = new HashMap<>();

        Changes(String method, String path, String body, String... userIds) {
            // With two places, callers with changes can hold both.
            assumeThat(Bulkhead.maxSelections(Runtime.getRuntime().maxMemory())).isEqualTo(3);
            this.method = method;
            this.path = path;
            this.body = body;
            TestUseCases useCases = new TestUseCases();
            // One request of a caller can be queued.
            LimitsConfig limits =
                    LimitsConfig.builder().maxConcurrentRequests(16).build();
            server = RunningServer.start(limits, useCases.with(selections.in(useCases.selections())));
            // Now, because a creation needs a place as well.
            for (String userId : userIds) {
                selectionsOf.put(userId, PreemptionHttpTest.select(server, header(userId)));
            }
        }

        private static String header(String userId) {
            return "UserDirectory=ACME; UserId=" + userId;
        }

        CompletableFuture<TestResponse> send(String userId) {
            return send(userId, method, path, body);
        }

        CompletableFuture<TestResponse> send(String userId, String method, String path, String body) {
            return CompletableFuture.supplyAsync(
                    () -> server.send(
                            method,
                            selectionsOf.get(userId) + path,
                            BodyPublishers.ofString(body),
                            "X-Qlik-User",
                            header(userId)),
                    clients);
        }

        /** Returns when all of them have places, wait for one, or were rejected: the first that gets a response. */
        List<CompletableFuture<TestResponse>> sendThreeOfOneCaller(String userId) throws InterruptedException {
            List<CompletableFuture<TestResponse>> sent =
                    Stream.generate(() -> send(userId)).limit(3).toList();
            selections.awaitEntry(userId);
            TestResponse rejected = (TestResponse) CompletableFuture.anyOf(sent.toArray(CompletableFuture[]::new))
                    .join();
            assertThat(rejected.status()).isEqualTo(503);
            return sent;
        }

        @Override
        public void close() {
            selections.release();
            server.close();
            clients.shutdownNow();
        }
    }
}
