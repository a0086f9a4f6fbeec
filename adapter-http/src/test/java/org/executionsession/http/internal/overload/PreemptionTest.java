package org.executionsession.http.internal.overload;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreemptionTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Lasting> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Lasting::close);
        threads.shutdownNow();
    }

    @Test
    void aCallerWithoutAPermit_getsTheLastOneOfTheCallerWithTheMost() throws Exception {
        assertThat(preempted(List.of("few", "many", "few", "many", "many", "one")))
                .containsExactly(false, false, false, false, true, false);
    }

    /** Requests of a caller that are soon complete let others run by themselves. */
    @Test
    void ofCallersWithEquallyMany_theOneThatBeganFirstLosesItsLast() throws Exception {
        assertThat(preempted(List.of("first", "second", "second", "third", "first", "third")))
                .containsExactly(false, false, false, false, true, false);
    }

    private List<Boolean> preempted(List<String> callers) throws Exception {
        Bulkhead lists = new Bulkhead("lists", callers.size(), 10, LONG, SHORT);
        List<Lasting> running = callers.stream().map(caller -> new Lasting()).toList();
        for (int i = 0; i < callers.size(); i++) {
            start(lists, callers.get(i), running.get(i));
        }
        lists.run("waits", CancellationSignal.NONE, () -> {});
        return running.stream().map(Lasting::isPreempted).toList();
    }

    /** What is ended needs time until it lets others run. */
    @Test
    void severalRequestsOfACaller_endNoMoreThanItsShare() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 6, 10, Duration.ofMillis(20), SHORT);
        List<Unending> running = Stream.generate(Unending::new).limit(6).toList();
        startOfTwoCallers(lists, running);
        List<Future<?>> waiting = Stream.generate(
                        () -> threads.submit(() -> lists.run("waits", CancellationSignal.NONE, () -> {})))
                .limit(5)
                .collect(toList());
        for (Future<?> one : waiting) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(one::get)
                    .withCauseInstanceOf(OverloadedException.class);
        }
        assertThat(running)
                .extracting(request -> request.ends.get() > 0)
                .containsExactly(false, false, false, false, true, true);
        // The response of one that is ended can begin later.
        assertThat(running.get(5).ends.get() + running.get(4).ends.get()).isGreaterThan(2);
    }

    /** Counts how often it is ended, and lasts all the same. */
    private static final class Unending extends Lasting {

        private final AtomicInteger ends = new AtomicInteger();

        @Override
        public void preempt() {
            ends.incrementAndGet();
        }
    }

    /** A database can take seconds to cancel a query. */
    @Test
    void aCallerForWhomARequestIsEnded_waitsAsLongAgain() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 3, 10, Duration.ofMillis(20), SHORT);
        // The timeout has twenty turns.
        Lasting endsLate = new Lasting() {
            private final AtomicInteger ends = new AtomicInteger();

            @Override
            public void preempt() {
                if (ends.incrementAndGet() == 25) {
                    super.preempt();
                }
            }
        };
        List<Lasting> running = List.of(new Lasting(), new Lasting(), endsLate);
        startOfTwoCallers(lists, running);
        lists.run("waits", CancellationSignal.NONE, () -> {});
        assertThat(running).extracting(Lasting::isPreempted).containsExactly(false, false, true);
    }

    /** Otherwise it would be kept from all others. */
    @Test
    void aRequestThatWasEndedForAClientThatHasLeft_isEndedForOthersToo() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 3, 10, LONG, SHORT);
        AtomicBoolean responseHasBegun = new AtomicBoolean();
        AtomicReference<Runnable> leave = new AtomicReference<>();
        CancellationSignal leaves = action -> {
            leave.set(action);
            return () -> {};
        };
        Lasting endsWithItsResponse = new Lasting() {
            @Override
            public void preempt() {
                if (responseHasBegun.get()) {
                    super.preempt();
                } else {
                    leave.get().run();
                }
            }
        };
        startOfTwoCallers(lists, List.of(new Lasting(), new Lasting(), endsWithItsResponse));
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> lists.run("leaves", leaves, () -> {}));
        responseHasBegun.set(true);
        lists.run("waits", CancellationSignal.NONE, () -> {});
        assertThat(endsWithItsResponse.isPreempted()).isTrue();
    }

    @Test
    void anErrorAtTheEndOfARequest_leavesThePermitsAsTheyAre() {
        Bulkhead lists = new Bulkhead("lists", 1, 10, Duration.ofMillis(20), SHORT);
        Lasting failing = new Lasting() {
            @Override
            public void close() {
                throw new AssertionError("planted");
            }
        };
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> lists.runPreemptible("a", failing, () -> {}));
        List<String> next = new ArrayList<>();
        lists.run("a", CancellationSignal.NONE, () -> next.add("runs"));
        assertThat(next).containsExactly("runs");
    }

    @Test
    void aRequestThatCannotBeEnded_leavesThePermitsAsTheyAre() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 3, 10, Duration.ofMillis(20), SHORT);
        List<Lasting> running = Stream.generate(Failing::new).limit(3).collect(toList());
        startOfTwoCallers(lists, running);
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> lists.run("waits", CancellationSignal.NONE, () -> {}));
        assertThat(lists.waiting()).isZero();
    }

    private static final class Failing extends Lasting {

        @Override
        public void preempt() {
            throw new IllegalStateException("it cannot be ended");
        }
    }

    @Test
    void aRequestThatCannotBeEnded_keepsNoOtherFromItsEnd() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 6, 10, LONG, SHORT);
        List<Lasting> running =
                List.of(new Lasting(), new Lasting(), new Lasting(), new Lasting(), new Failing(), new Lasting());
        startOfTwoCallers(lists, running);
        lists.run("waits", CancellationSignal.NONE, () -> {});
        assertThat(running).extracting(Lasting::isPreempted).containsExactly(false, false, false, false, false, true);
    }

    /** A complete response is not reset. */
    @Test
    void aRequest_isNotEndedAfterItsWork() {
        List<String> steps = Collections.synchronizedList(new ArrayList<>());
        Bulkhead lists = new Bulkhead("lists", 1, 10, LONG, SHORT);
        Lasting request = new Lasting() {
            @Override
            public void close() {
                steps.add("closed");
                assertThatExceptionOfType(OverloadedException.class)
                        .as("it still has its permit")
                        .isThrownBy(() -> {
                            Thread.currentThread().interrupt();
                            lists.run("other", CancellationSignal.NONE, () -> {});
                        });
                assertThat(Thread.interrupted()).isTrue();
            }
        };
        lists.runPreemptible("first", request, () -> steps.add("complete"));
        assertThat(steps).containsExactly("complete", "closed");
        lists.run("other", CancellationSignal.NONE, () -> steps.add("other"));
        assertThat(steps).endsWith("other");
    }

    @Test
    void anErrorOfARequestThatWaits_leavesThePermitsAsTheyAre() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 2, 10, LONG, SHORT);
        List<Lasting> running = List.of(new Lasting(), new Lasting());
        startOfTwoCallers(lists, running);
        CancellationSignal failing = action -> {
            throw new AssertionError("no memory");
        };
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> lists.run("waits", failing, () -> {}));
        assertThat(lists.waiting()).isZero();
        running.forEach(Lasting::close);
        List<String> others = Collections.synchronizedList(new ArrayList<>());
        lists.run(
                "one",
                CancellationSignal.NONE,
                () -> lists.run("other", CancellationSignal.NONE, () -> others.add("runs")));
        assertThat(others).containsExactly("runs");
    }

    @Test
    void aLargeResponse_isEndedForACallerWhoWaits() throws Exception {
        Bulkhead responses = Bulkheads.of(16).largeResponses();
        LargeResponseLimiter limiter =
                new LargeResponseLimiter(responses, new SharedMemory(100, Long.MAX_VALUE), new SerializationLimit());
        List<Lasting> running = Stream.generate(Lasting::new).limit(4).toList();
        for (int i = 0; i < running.size(); i++) {
            Lasting request = running.get(i);
            started.add(request);
            String caller = "caller " + i % 2;
            CountDownLatch begun = new CountDownLatch(1);
            threads.submit(() -> limiter.write(1, caller, request, false, () -> {
                begun.countDown();
                request.last();
            }));
            begun.await();
        }
        limiter.write(1, "waits", MonitoredRequest.NEVER, false, () -> {});
        assertThat(running).extracting(Lasting::isPreempted).containsExactly(false, false, true, false);
    }

    /** The permit would be of no use. */
    @Test
    void aClientThatHasDisconnected_endsNoRequest() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 3, 10, Duration.ofMillis(20), SHORT);
        List<Lasting> running = List.of(new Lasting(), new Lasting(), new Lasting());
        start(lists, "two", running.get(0));
        start(lists, "one", running.get(1));
        start(lists, "two", running.get(2));
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> lists.runPreemptible("gone", new Lasting(true), () -> {}));
        assertThat(running).noneMatch(Lasting::isPreempted);
    }

    /** Otherwise callers could end each other's requests, and none would be complete. */
    @Test
    void aCaller_keepsItsPermitIfTheOthersHaveAsMany() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 3, 10, Duration.ofMillis(20), SHORT);
        List<Lasting> running = List.of(new Lasting(), new Lasting(), new Lasting());
        start(lists, "two", running.get(0));
        start(lists, "one", running.get(1));
        start(lists, "two", running.get(2));
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> lists.run("one", CancellationSignal.NONE, () -> {}));
        assertThat(running).noneMatch(Lasting::isPreempted);
    }

    /** Starts requests of two callers in turn. */
    private void startOfTwoCallers(Bulkhead lists, List<? extends Lasting> running) throws InterruptedException {
        for (int i = 0; i < running.size(); i++) {
            start(lists, "caller " + i % 2, running.get(i));
        }
    }

    private void start(Bulkhead lists, String caller, Lasting request) throws InterruptedException {
        started.add(request);
        CountDownLatch begun = new CountDownLatch(1);
        threads.submit(() -> lists.runPreemptible(caller, request, () -> {
            begun.countDown();
            request.last();
        }));
        begun.await();
    }
}
