package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.support.CancellableLists;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that lists are ended for callers who have waited for long, over HTTP. */
class PreemptionHttpTest {

    @Test
    void aListWhoseResponseHasNotBegun_isRejectedForACallerWhoWaits() throws Exception {
        assertThat(responseOfTheOneThatIsEnded(reader -> {}))
                .isCompletedWithValueMatching(response -> response.isProblem(503)
                        .detail()
                        .equals(
                                "the request was ended for others who waited, because its caller has several such requests;"
                                        + " nothing was done, try again"));
    }

    @Test
    void aListWhoseResponseHasBegun_isCutForACallerWhoWaits() throws Exception {
        ExecutionSession session = ExecutionSession.create(
                ExecutionSessionDraft.builder().build(),
                Instant.parse("2026-11-30T10:20:30.456Z"),
                Caller.SERVICE,
                UUID::randomUUID);
        assertThat(responseOfTheOneThatIsEnded(
                        reader -> IntStream.range(0, 1_000).forEach(copy -> reader.accept(session))))
                .isCompletedExceptionally();
    }

    private static CompletableFuture<TestResponse> responseOfTheOneThatIsEnded(
            Consumer<Consumer<? super ExecutionSession>> begin) throws Exception {
        LastingLists lists = new LastingLists(Bulkhead.MAX_LISTS, begin);
        try (RunningServer server = RunningServer.start(new TestUseCases().with(lists))) {
            return theOneThatIsEnded(
                    server,
                    lists,
                    user -> "/executionsession",
                    () -> assertThat(server.get("/executionsession").text()).isEqualTo("[]"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/executionsession/full", "/notification/changes?since=2020-01-01"})
    void aListOfAnotherKind_isEndedForACallerWhoWaits(String path) throws Exception {
        LastingLists lists = new LastingLists(Bulkhead.MAX_LISTS, reader -> {});
        try (RunningServer server = RunningServer.start(new TestUseCases().with(lists))) {
            server.create("{}");
            theOneThatIsEnded(
                    server,
                    lists,
                    user -> path,
                    () -> assertThat(server.get("/executionsession").text()).isEqualTo("[]"));
        }
    }

    /** Two callers who read their selections slowly kept those of all others waiting. */
    @ParameterizedTest
    @ValueSource(strings = {"/executionsession", "/executionsession/full", "/executionsession/synthetic"})
    void theListOfASelection_isEndedForACallerWhoUsesAnother(String list) throws Exception {
        int selections = Bulkhead.maxSelections(Runtime.getRuntime().maxMemory());
        // With two, each caller has one.
        assumeThat(selections).isEqualTo(3);
        LastingLists lists = new LastingLists(selections, reader -> {});
        try (RunningServer server = RunningServer.start(new TestUseCases().with(lists))) {
            theOneThatIsEnded(
                    server,
                    lists,
                    user -> select(server, user) + list,
                    () -> assertThat(server.post("/selection/executionsession", "{}")
                                    .status())
                            .isEqualTo(201));
        }
    }

    /** Returns the path of a new selection. */
    static String select(RunningServer server, String user) {
        TestResponse created = server.send(
                "POST",
                "/selection",
                BodyPublishers.ofString(
                        "{\"items\": [{\"type\": \"ExecutionSession\", \"objectID\": \"" + new UUID(0, 1) + "\"}]}"),
                "X-Qlik-User",
                user);
        return "/selection/" + created.json().get("id").asText();
    }

    /** Starts requests of two callers, one after another, until all of them last; then another one waits. */
    private static CompletableFuture<TestResponse> theOneThatIsEnded(
            RunningServer server, LastingLists lists, UnaryOperator<String> path, Runnable waits) throws Exception {
        ExecutorService clients = Executors.newCachedThreadPool();
        try {
            List<CompletableFuture<TestResponse>> open = new ArrayList<>();
            for (int i = 0; i < lists.max; i++) {
                String user = "UserDirectory=ACME; UserId=lasts" + i % 2;
                String of = path.apply(user);
                open.add(CompletableFuture.supplyAsync(() -> server.getAs(user, of), clients));
                lists.begun.acquire();
            }
            waits.run();
            lists.end.complete(null);
            List<CompletableFuture<TestResponse>> ended = open.stream()
                    .filter(list -> list.handle((response, failure) -> failure != null || response.status() != 200)
                            .join())
                    .toList();
            assertThat(ended).hasSize(1);
            return ended.get(0);
        } finally {
            lists.end.complete(null);
            clients.shutdownNow();
        }
    }

    /** Lists that begin, and then last until they are cancelled, or the test ends them. Those of others are empty. */
    private static final class LastingLists extends CancellableLists {

        private final int max;
        private final Consumer<Consumer<? super ExecutionSession>> begin;
        private final Semaphore begun = new Semaphore(0);
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        LastingLists(int max, Consumer<Consumer<? super ExecutionSession>> begin) {
            this.max = max;
            this.begin = begin;
        }

        @Override
        public void forEach(
                Query<ExecutionSession> query,
                Caller caller,
                Consumer<? super ExecutionSession> reader,
                CancellationSignal signal) {
            if (caller.userId().startsWith("lasts")) {
                begin.accept(reader);
                begun.release();
                CompletableFuture<Void> cancelled = new CompletableFuture<>();
                signal.onCancel(() -> cancelled.complete(null));
                CompletableFuture.anyOf(cancelled, end).join();
                if (cancelled.isDone()) {
                    throw new CancellationException();
                }
            }
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            return 0;
        }
    }
}
