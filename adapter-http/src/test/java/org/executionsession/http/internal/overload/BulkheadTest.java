package org.executionsession.http.internal.overload;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkheadTest {

    private static void run(Bulkhead few, String caller, Runnable work) {
        few.run(caller, CancellationSignal.NONE, work);
    }

    @Test
    void aListBeyondTheLimit_isRejectedUntilAnotherListEndsOrFails() {
        Bulkhead lists = new Bulkhead("lists", 1, 10, Duration.ZERO);
        run(
                lists,
                "a",
                () -> assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> run(lists, "b", () -> {})));
        assertThatIllegalStateException()
                .isThrownBy(() -> run(lists, "a", () -> {
                    throw new IllegalStateException();
                }));
        run(lists, "a", () -> {});
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 6, 50})
    void aCaller_cannotTakeAllPlaces(int max) {
        Bulkhead lists = new Bulkhead("lists", max, 10, Duration.ZERO);
        AtomicInteger others = new AtomicInteger();
        nested(lists, max - 1, () -> {
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> run(lists, "greedy", () -> {}));
            run(lists, "other", others::incrementAndGet);
        });
        assertThat(others).hasValue(1);
        run(lists, "greedy", () -> {});
    }

    private static void nested(Bulkhead few, int depth, Runnable innermost) {
        run(few, "greedy", depth == 1 ? innermost : () -> nested(few, depth - 1, innermost));
    }

    @Test
    void aCaller_cannotFillTheQueue() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 2, 4, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        List<Future<?>> all = new ArrayList<>();
        try {
            for (String caller : List.of("greedy", "other")) {
                all.add(threads.submit(() -> run(lists, caller, () -> {
                    begun.countDown();
                    await(end);
                })));
            }
            begun.await();
            for (String caller : List.of("greedy", "greedy", "third")) {
                int waiting = lists.waiting();
                all.add(threads.submit(() -> run(lists, caller, () -> order.add(caller))));
                while (lists.waiting() == waiting) {
                    Thread.onSpinWait();
                }
            }
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> run(lists, "greedy", () -> {}));
            end.countDown();
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(order).containsExactlyInAnyOrder("greedy", "greedy", "third");
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    /** At the moment in which a request of a caller ends, it has as few as any other. */
    @Test
    void aFewCallersWithManyRequests_doNotDelayAnotherOne() throws Exception {
        Bulkhead counts = new Bulkhead("counts", 2, 20, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Semaphore ends = new Semaphore(0);
        List<Future<?>> all = new ArrayList<>();
        try {
            for (String caller : List.of("a", "b", "a", "b", "a", "b", "third")) {
                startOrQueue(counts, caller, order, ends, threads, all);
            }
            // Each of the others has at most one turn before it.
            for (int turn = 3; turn <= 5; turn++) {
                ends.release();
                while (order.size() < turn) {
                    Thread.onSpinWait();
                }
            }
            assertThat(order).contains("third");
            ends.release(6);
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            ends.release(10);
            threads.shutdownNow();
        }
    }

    /** A client that sends its next request after each response is unknown here in between. */
    @Test
    void callersThatComeBack_doNotOvertakeOneThatWaits() throws Exception {
        Bulkhead counts = new Bulkhead("counts", 1, 20, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Semaphore ends = new Semaphore(0);
        List<Future<?>> all = new ArrayList<>();
        try {
            for (String caller : List.of("waits", "waits", "back", "back too")) {
                startOrQueue(counts, caller, order, ends, threads, all);
            }
            ends.release();
            while (order.size() == 1) {
                Thread.onSpinWait();
            }
            startOrQueue(counts, "back", order, ends, threads, all);
            ends.release(10);
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(order).containsExactly("waits", "waits", "back", "back too", "back");
        } finally {
            ends.release(10);
            threads.shutdownNow();
        }
    }

    /** Submits a request, and returns when it runs or waits. */
    private static void startOrQueue(
            Bulkhead bulkhead,
            String caller,
            List<String> order,
            Semaphore ends,
            ExecutorService threads,
            List<Future<?>> all) {
        int waiting = bulkhead.waiting();
        int begun = order.size();
        all.add(threads.submit(() -> run(bulkhead, caller, () -> {
            order.add(caller);
            ends.acquireUninterruptibly();
        })));
        while (bulkhead.waiting() == waiting && order.size() == begun) {
            Thread.onSpinWait();
        }
    }

    /** It has begun, so nothing else would end its waiting. */
    @Test
    void callersThatCome_doNotOvertakeARequestThatYields() throws Exception {
        Bulkhead tasks = new Bulkhead("tasks", 1, 20, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> others = Collections.synchronizedList(new ArrayList<>());
        try {
            tasks.run("yields", CancellationSignal.NONE, permit -> {
                others.add(threads.submit(() -> run(tasks, "first", () -> {
                    order.add("first");
                    awaitQueued(tasks, 1);
                    others.add(threads.submit(() -> run(tasks, "second", () -> order.add("second"))));
                    awaitQueued(tasks, 2);
                })));
                awaitQueued(tasks, 1);
                permit.yieldToOthers();
                order.add("yields");
            });
            for (Future<?> other : List.copyOf(others)) {
                await(other);
            }
            assertThat(order).containsExactly("first", "yields", "second");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitQueued(Bulkhead bulkhead, int requests) {
        while (bulkhead.waiting() < requests) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCallerWithFewerPlaces_isServedFirst() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 3, 10, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> all = new ArrayList<>();
        try {
            run(
                    lists,
                    "greedy",
                    () -> run(lists, "other", () -> {
                        run(lists, "other", () -> {
                            for (String caller : List.of("greedy", "third")) {
                                int waiting = lists.waiting();
                                all.add(threads.submit(() -> run(lists, caller, () -> order.add(caller))));
                                while (lists.waiting() == waiting) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
                        // One place is free: they come one after the other.
                        for (Future<?> one : all) {
                            await(one);
                        }
                    }));
            assertThat(order).containsExactly("third", "greedy");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(Future<?> one) {
        try {
            one.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void aQueuedListThatIsCancelled_doesNotStart() {
        Bulkhead lists = new Bulkhead("lists", 1, 10, Duration.ofMinutes(1));
        CancellationSignal cancelled = action -> {
            action.run();
            return () -> {};
        };
        run(
                lists,
                "a",
                () -> assertThatExceptionOfType(CancellationException.class)
                        .isThrownBy(() -> lists.run("b", cancelled, () -> {
                            throw new AssertionError("begun");
                        })));
        assertThat(lists.isWaitedFor()).isFalse();
    }

    /** A request of which a part is done is not rejected, and is not cancelled. */
    @Test
    void aRequestThatYields_waitsForOthersWithoutALimit() throws Exception {
        Bulkhead tasks = new Bulkhead("tasks", 1, 2, Duration.ofMinutes(1));
        AtomicReference<Runnable> disconnect = new AtomicReference<>();
        CancellationSignal client = action -> {
            disconnect.set(action);
            return () -> {};
        };
        ExecutorService threads = Executors.newCachedThreadPool();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> others = new ArrayList<>();
        try {
            tasks.run("a", client, permit -> {
                permit.yieldToOthers();
                for (String caller : List.of("b", "c")) {
                    int waiting = tasks.waiting();
                    others.add(threads.submit(() -> run(tasks, caller, () -> order.add(caller))));
                    while (tasks.waiting() == waiting) {
                        Thread.onSpinWait();
                    }
                }
                assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> run(tasks, "d", () -> {}));
                order.add("a first");
                permit.yieldToOthers();
                order.add("a last");
            });
            for (Future<?> other : others) {
                await(other);
            }
            assertThat(order).containsExactly("a first", "b", "c", "a last");
            assertThat(disconnect).hasNullValue();
            run(tasks, "a", () -> {});
        } finally {
            threads.shutdownNow();
        }
    }

    /** Each of them holds a thread until it ends. */
    @Test
    void ofRequestsThatYield_fewHaveBegun() throws Exception {
        // Two run, and half of the queue can have begun in addition.
        Bulkhead tasks = new Bulkhead("tasks", 2, 4, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger mostBegun = new AtomicInteger();
        AtomicBoolean end = new AtomicBoolean();
        Runnable request =
                () -> tasks.run("caller " + Thread.currentThread().getName(), CancellationSignal.NONE, permit -> {
                    mostBegun.accumulateAndGet(begun.incrementAndGet(), Math::max);
                    while (!end.get()) {
                        permit.yieldToOthers();
                    }
                    begun.decrementAndGet();
                });
        try {
            List<CompletableFuture<Void>> all = Stream.generate(() -> CompletableFuture.runAsync(request, threads))
                    .limit(6)
                    .toList();
            while (begun.get() < 4 || tasks.waiting() < 4) {
                Thread.onSpinWait();
            }
            assertThat(tasks.isWaitedFor()).isTrue();
            end.set(true);
            all.forEach(CompletableFuture::join);
            assertThat(mostBegun).hasValue(4);
            assertThat(tasks.isWaitedFor()).isFalse();
        } finally {
            end.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void aRequestThatYields_endsWhenItIsInterrupted() throws Exception {
        Bulkhead tasks = new Bulkhead("tasks", 1, 4, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch end = new CountDownLatch(1);
        try {
            tasks.run("a", CancellationSignal.NONE, permit -> {
                threads.submit(() -> run(tasks, "b", () -> await(end)));
                while (tasks.waiting() == 0) {
                    Thread.onSpinWait();
                }
                Thread.currentThread().interrupt();
                assertThatExceptionOfType(CancellationException.class).isThrownBy(permit::yieldToOthers);
                assertThat(Thread.interrupted()).isTrue();
            });
            end.countDown();
            // There is one permit as before.
            run(tasks, "a", () -> {
                Thread.currentThread().interrupt();
                assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> run(tasks, "b", () -> {}));
                assertThat(Thread.interrupted()).isTrue();
            });
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    /** Otherwise one caller could have the whole queue for as long as its requests take. */
    @Test
    void aRequestThatYields_countsForItsCaller() throws Exception {
        Bulkhead tasks = new Bulkhead("tasks", 2, 4, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Future<?>> next = new AtomicReference<>();
        try {
            tasks.run("a", CancellationSignal.NONE, permit -> {
                next.set(threads.submit(() -> run(tasks, "a", () -> order.add("next"))));
                while (tasks.waiting() == 0) {
                    Thread.onSpinWait();
                }
                permit.yieldToOthers();
                order.add("first");
            });
            await(next.get());
            assertThat(order).containsExactly("first", "next");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSmallHeap_hasTwoSelectionsAtOnce() {
        assertThat(Bulkhead.maxSelections(128L << 20)).isEqualTo(2);
        assertThat(Bulkhead.maxSelections(256L << 20)).isEqualTo(3);
    }

    static Stream<Arguments> bulkheads() {
        Bulkheads all = Bulkheads.of(8);
        return Stream.of(
                Arguments.of("lists", all.lists(), Bulkhead.MAX_LISTS),
                Arguments.of("counts", all.counts(), 2),
                Arguments.of("bulk creations", all.bulkCreations(), 2),
                Arguments.of(
                        "selections",
                        all.selections(),
                        Bulkhead.maxSelections(Runtime.getRuntime().maxMemory())),
                Arguments.of("changes of selections", all.selectionChanges(), 2),
                Arguments.of("script logs", all.scriptLogs(), 2),
                Arguments.of("subscriptions", all.subscriptions(), 2),
                Arguments.of("starts and stops of several tasks", all.taskControls(), 2),
                Arguments.of("large responses", all.largeResponses(), 2));
    }

    @ParameterizedTest
    @MethodSource("bulkheads")
    void aRejection_namesItsLimit(String name, Bulkhead bulkhead, int max) {
        inOtherNames(bulkhead, max, () -> {
            // An interrupted thread does not wait for a place.
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> run(bulkhead, "last", () -> {}))
                    .withMessage("the limit of concurrent " + name + " is reached");
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    /** The queues together have more places than there are threads, and a request that waits holds a thread. */
    @Test
    void aCaller_leavesThreadsToOthers() {
        Bulkheads bulkheads = Bulkheads.of(16);
        List<Bulkhead> kinds = List.of(bulkheads.reads(), bulkheads.lists(), bulkheads.counts());
        whileTheyLast(kinds, Collections.nCopies(20, "many"), lasting -> {
            assertThat(lasting).isEqualTo(13);
            run(bulkheads.counts(), "another", () -> {});
        });
    }

    @Test
    void manyCallersOfOneKind_leaveTheOthersAlone() {
        Bulkheads bulkheads = Bulkheads.of(200);
        List<String> many =
                IntStream.range(0, 600).mapToObj(i -> "caller" + i % 20).toList();
        whileTheyLast(List.of(bulkheads.reads(), bulkheads.counts()), many, lasting -> {
            assertThat(lasting).isGreaterThan(180);
            for (int i = 0; i < 20; i++) {
                String another = "another" + i;
                run(bulkheads.lists(), another, () -> run(bulkheads.selections(), another, () -> {}));
            }
        });
    }

    /** Starts a request of each kind for each caller, and passes the number of those that run or wait. */
    private static void whileTheyLast(List<Bulkhead> kinds, List<String> callers, IntConsumer assertions) {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        int requests = kinds.size() * callers.size();
        try {
            kinds.forEach(kind -> callers.forEach(caller -> threads.submit(() -> {
                try {
                    run(kind, caller, () -> {
                        running.incrementAndGet();
                        await(end);
                    });
                } finally {
                    ended.incrementAndGet();
                }
            })));
            while (ended.get()
                            + running.get()
                            + kinds.stream().mapToInt(Bulkhead::waiting).sum()
                    < requests) {
                Thread.onSpinWait();
            }
            assertions.accept(requests - ended.get());
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    private static void inOtherNames(Bulkhead bulkhead, int depth, Runnable innermost) {
        run(bulkhead, "caller-" + depth, depth == 1 ? innermost : () -> inOtherNames(bulkhead, depth - 1, innermost));
    }

    @Test
    void aLargeResponseBeyondTheMemoryLimit_isRejectedWithTheLimit() {
        LargeResponseLimiter limiter = new LargeResponseLimiter(
                Bulkheads.of(8).largeResponses(), new SharedMemory(10, Long.MAX_VALUE), new SerializationLimit());
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> limiter.write(11, "a", DisconnectMonitor.MonitoredRequest.NEVER, false, () -> {}))
                .withMessage("the memory limit of large responses is reached");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void slowLists_leaveTheServerToOtherRequests() throws Exception {
        SlowLists slow = new SlowLists();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (RunningServer server = RunningServer.start(new TestUseCases().with(slow))) {
            List<Future<TestResponse>> open = IntStream.range(0, Bulkhead.MAX_LISTS)
                    .mapToObj(client -> clients.submit(
                            () -> server.getAs("UserDirectory=ACME; UserId=" + client, "/executionsession/full")))
                    .toList();
            slow.begun.await();
            TestResponse rejected = server.get("/executionsession").isProblem(503);
            assertThat(rejected.header("Retry-After")).contains("1");
            assertThat(rejected.detail())
                    .isEqualTo("the limit of concurrent lists is reached; nothing was done, try again");
            assertThat(server.create("{}").status()).isEqualTo(201);
            assertThat(server.get("/executionsession/count").status()).isEqualTo(200);
            slow.end.countDown();
            for (Future<TestResponse> list : open) {
                assertThat(list.get().text()).isEqualTo("[]");
            }
            assertThat(server.get("/executionsession").status()).isEqualTo(200);
        } finally {
            slow.end.countDown();
            clients.shutdownNow();
        }
    }

    @Test
    void startsOfManyTasks_leaveTheServerToOtherRequests() throws Exception {
        SlowStarts slow = new SlowStarts();
        ExecutorService clients = Executors.newCachedThreadPool();
        // Of several tasks, two starts run, and one is queued.
        LimitsConfig limits = LimitsConfig.builder().maxConcurrentRequests(8).build();
        try (RunningServer server = RunningServer.start(limits, new TestUseCases().with(slow))) {
            String ids = StreamSupport.stream(
                            server.post(
                                            "/qrs/reloadtask/many",
                                            "[" + "{\"name\": \"n\"},".repeat(11) + "{\"name\": \"n\"}]")
                                    .entity(201)
                                    .spliterator(),
                            false)
                    .map(task -> task.get("id").toString())
                    .collect(joining(",", "[", "]"));
            Function<String, CompletableFuture<TestResponse>> start =
                    caller -> CompletableFuture.supplyAsync(() -> startMany(server, ids, caller), clients);
            List<CompletableFuture<TestResponse>> all = new ArrayList<>(List.of(start.apply("a"), start.apply("b")));
            while (slow.callers.size() < 2) {
                Thread.onSpinWait();
            }
            List<String> running = List.copyOf(slow.callers);
            assertThat(server.post("/qrs/executionsession/many", "[{}]").status())
                    .isEqualTo(201);
            all.add(start.apply("c"));
            all.add(start.apply("d"));
            CompletableFuture.anyOf(all.toArray(CompletableFuture<?>[]::new)).join();
            // One of the two that run reaches its eleventh task, and lets the third one begin before that.
            slow.proceed.release(20);
            for (List<String> now = running; running.containsAll(now); now = List.copyOf(slow.callers)) {
                assertThat(now).hasSizeLessThan(22);
            }
            slow.proceed.release(1_000);
            assertThat(all).extracting(each -> each.join().status()).containsExactlyInAnyOrder(204, 204, 204, 503);
            assertThat(slow.callers).hasSize(36);
        } finally {
            slow.proceed.release(1_000);
            clients.shutdownNow();
        }
    }

    private static TestResponse startMany(RunningServer server, String ids, String caller) {
        return server.send(
                "POST",
                "/qrs/task/start/many",
                BodyPublishers.ofString(ids),
                "Content-Type",
                "application/json",
                "X-Qlik-User",
                "UserDirectory=ACME; UserId=" + caller);
    }

    /** Starts that wait until the test lets them proceed. */
    private static final class SlowStarts implements StartTask {

        private final List<String> callers = new CopyOnWriteArrayList<>();
        private final Semaphore proceed = new Semaphore(0);

        @Override
        public Optional<UUID> start(UUID task, Caller caller) {
            callers.add(caller.userId());
            proceed.acquireUninterruptibly();
            return Optional.of(task);
        }

        @Override
        public Optional<UUID> start(String name, Caller caller) {
            return Optional.empty();
        }

        @Override
        public Optional<UUID> reloadApp(UUID app, Caller caller) {
            return Optional.empty();
        }
    }

    /** Lists of nothing, that end when the test says so. */
    private static final class SlowLists implements FindExecutionSessions {

        private final CountDownLatch begun = new CountDownLatch(Bulkhead.MAX_LISTS);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public Optional<ExecutionSession> find(UUID id, Caller caller) {
            return Optional.empty();
        }

        @Override
        public void forEach(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> reader) {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            return 0;
        }
    }
}
