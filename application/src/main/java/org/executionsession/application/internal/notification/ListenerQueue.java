package org.executionsession.application.internal.notification;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one listener in a thread that lives while there are notifications. */
final class ListenerQueue {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerQueue.class);

    private static final Duration IDLE = Duration.ofSeconds(10);

    /** The shortest time between two lines in the log about one kind of fault, so that a listener that always fails does not fill it. */
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private final ExecutionSessionListener listener;
    private final ThreadPoolExecutor thread;
    private final Faults dropped = new Faults();
    private final Faults failed = new Faults();

    ListenerQueue(ExecutionSessionListener listener, int capacity, ThreadFactory threads) {
        this.listener = listener;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(capacity),
                threads,
                (notification, full) -> logDropped());
        thread.allowCoreThreadTimeOut(true);
    }

    /** Queues a notification. */
    void add(Consumer<ExecutionSessionListener> notification) {
        thread.execute(() -> call(notification));
    }

    private void call(Consumer<ExecutionSessionListener> notification) {
        try {
            notification.accept(listener);
        } catch (RuntimeException | Error failure) {
            long count = failed.add();
            if (count > 0) {
                LOG.warn("the listener {} has failed, {} times since the last report", name(), count, failure);
            }
        }
    }

    private void logDropped() {
        long count = dropped.add();
        if (count > 0) {
            LOG.warn("the listener {} is too slow: {} notifications were dropped since the last report", name(), count);
        }
    }

    private String name() {
        return listener.getClass().getName();
    }

    /** Waits for queued notifications, at most for a time, and then drops the rest. */
    void close(Duration timeout) {
        thread.shutdown();
        boolean interrupted = false;
        try {
            if (thread.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interruption) {
            interrupted = true;
        }
        int left = thread.shutdownNow().size();
        LOG.warn("the listener {} did not finish in time: {} notifications were dropped", name(), left);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts faults, and decides when the log reports them. */
    private static final class Faults {

        private final AtomicLong count = new AtomicLong();
        private final AtomicLong nextReport = new AtomicLong(System.nanoTime());

        /** Counts a fault. Returns how many there were since the last report; 0 if it is too early for a report. */
        long add() {
            count.incrementAndGet();
            long next = nextReport.get();
            long now = System.nanoTime();
            return now - next >= 0 && nextReport.compareAndSet(next, now + LOG_INTERVAL.toNanos())
                    ? count.getAndSet(0)
                    : 0;
        }
    }
}
