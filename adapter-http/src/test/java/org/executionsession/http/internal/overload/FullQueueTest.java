package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests which request gets 503 if the queue of a bulkhead is full. */
class FullQueueTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Lasting> running = new ArrayList<>();

    @AfterEach
    void stop() {
        release();
        threads.shutdownNow();
    }

    private void release() {
        running.forEach(Lasting::close);
    }

    /** Two callers could fill the queue, and others got 503 at once. */
    @Test
    void aCallerWithFewerRequests_takesThePlaceOfTheLastOneOfTheCallerWithTheMost() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 1, 4, LONG);
        start(lists, "first");
        List<Future<?>> queued = new ArrayList<>();
        for (String caller : List.of("first", "second", "first", "second")) {
            queued.add(enqueue(lists, () -> lists.run(caller, CancellationSignal.NONE, () -> {})));
        }
        Future<?> third = threads.submit(() -> lists.run("third", CancellationSignal.NONE, () -> {}));
        assertRejected(queued.get(2));
        assertThatExceptionOfType(OverloadedException.class)
                .as("with as many as another one, or one less")
                .isThrownBy(() -> lists.run("third", CancellationSignal.NONE, () -> {}));
        release();
        third.get();
        for (int one : List.of(0, 1, 3)) {
            queued.get(one).get();
        }
    }

    /** Its client would not learn that the change was executed. */
    @Test
    void theResponseToAChange_keepsItsPlace() throws Exception {
        Bulkhead responses = new Bulkhead("large responses", 2, 1, LONG);
        LargeResponseLimiter limiter = limiterWithoutFreePlaces(responses);
        Future<?> change = enqueue(responses, () -> limiter.write(1, "first", MonitoredRequest.NEVER, true, () -> {}));
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> limiter.write(1, "third", MonitoredRequest.NEVER, false, () -> {}));
        release();
        change.get();
    }

    @Test
    void theResponseToARead_givesItsPlaceToACallerWithFewer() throws Exception {
        Bulkhead responses = new Bulkhead("large responses", 2, 1, LONG);
        LargeResponseLimiter limiter = limiterWithoutFreePlaces(responses);
        Future<?> read = enqueue(responses, () -> limiter.write(1, "first", MonitoredRequest.NEVER, false, () -> {}));
        Future<?> third = threads.submit(() -> limiter.write(1, "third", MonitoredRequest.NEVER, false, () -> {}));
        assertRejected(read);
        release();
        third.get();
    }

    /** It has begun, so it must end. */
    @Test
    void aRequestThatLetsOthersRun_keepsItsPlace() throws Exception {
        Bulkhead tasks = new Bulkhead("tasks", 3, 2, LONG, LONG);
        start(tasks, "first");
        start(tasks, "second");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch yields = new CountDownLatch(1);
        Future<?> yielding = threads.submit(() -> tasks.run("first", CancellationSignal.NONE, permit -> {
            begun.countDown();
            await(yields);
            permit.yieldToOthers();
        }));
        begun.await();
        Lasting third = new Lasting();
        running.add(third);
        enqueue(tasks, () -> tasks.runPreemptible("third", third, third::last));
        enqueue(tasks, () -> tasks.run("fourth", CancellationSignal.NONE, () -> {}));
        yields.countDown();
        while (tasks.waiting() < 2 || !third.hasBegun()) {
            Thread.onSpinWait();
        }
        enqueue(tasks, () -> tasks.run("fifth", CancellationSignal.NONE, () -> {}));
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> tasks.run("sixth", CancellationSignal.NONE, () -> {}));
        release();
        yielding.get();
    }

    @Test
    void aClientThatHasDisconnected_takesNoPlace() throws Exception {
        Bulkhead lists = new Bulkhead("lists", 1, 1, LONG);
        start(lists, "first");
        Future<?> queued = enqueue(lists, () -> lists.run("first", CancellationSignal.NONE, () -> {}));
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> lists.runPreemptible("gone", new Lasting(true), () -> {}));
        release();
        queued.get();
    }

    private LargeResponseLimiter limiterWithoutFreePlaces(Bulkhead responses) {
        start(responses, "first");
        start(responses, "second");
        return new LargeResponseLimiter(responses, new SharedMemory(100, Long.MAX_VALUE), new SerializationLimit());
    }

    private void start(Bulkhead bulkhead, String caller) {
        Lasting request = new Lasting();
        running.add(request);
        threads.submit(() -> bulkhead.runPreemptible(caller, request, request::last));
        while (!request.hasBegun()) {
            Thread.onSpinWait();
        }
    }

    private Future<?> enqueue(Bulkhead bulkhead, Runnable request) {
        int waiting = bulkhead.waiting();
        Future<?> queued = threads.submit(request);
        while (bulkhead.waiting() == waiting) {
            Thread.onSpinWait();
        }
        return queued;
    }

    private static void assertRejected(Future<?> request) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(request::get)
                .withCauseInstanceOf(OverloadedException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
