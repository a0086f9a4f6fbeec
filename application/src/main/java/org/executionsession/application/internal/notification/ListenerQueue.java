package org.executionsession.application.internal.notification;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

    /** Whether the listener is a part of the library, and misses nothing after the close. */
    private final boolean isOwn;

    private final BlockingQueue<Runnable> queue;
    private final ThreadPoolExecutor thread;
    private final long maxBytes;

    /** The bytes of the notifications in the queue, and of the one that the listener handles. */
    private final AtomicLong bytes = new AtomicLong();

    private final Faults dropped = new Faults();
    private final Faults failed = new Faults();
    private final Faults notStarted = new Faults();

    ListenerQueue(ExecutionSessionListener listener, boolean isOwn, QueueLimits limits, ThreadFactory threads) {
        this.listener = listener;
        this.isOwn = isOwn;
        this.maxBytes = limits.bytes();
        this.queue = new LinkedBlockingQueue<>(limits.notifications());
        this.thread = new ThreadPoolExecutor(1, 1, IDLE.toMillis(), TimeUnit.MILLISECONDS, queue, threads);
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Queues a notification, or drops it if the queue is full. After {@link #shutdown} it does nothing. It throws nothing: the change is done already, and the caller must not take
     * it for failed.
     */
    void add(Notification notification) {
        if (thread.isShutdown()) {
            return;
        }
        try {
            if (offer(notification)) {
                startThread();
            } else if (!thread.isShutdown()) {
                logDropped("is too slow");
            } else if (!isOwn) {
                logDropped("is closed");
            }
        } catch (RuntimeException | Error failure) {
            // Not even the log works, for example because the heap is full.
            dropped.add();
        }
    }

    private boolean offer(Notification notification) {
        if (!reserve(notification.bytes())) {
            return false;
        }
        boolean queued = queue.offer(() -> call(notification));
        if (!queued) {
            bytes.addAndGet(-notification.bytes());
        }
        return queued;
    }

    /** Takes a part of the maximum. A notification that exceeds it alone must find the queue empty. */
    private boolean reserve(long added) {
        while (true) {
            long before = bytes.get();
            if (before > 0 && before + added > maxBytes) {
                return false;
            }
            if (bytes.compareAndSet(before, before + added)) {
                return true;
            }
        }
    }

    /** Starts the thread if there is none. If the system has no thread left, the notifications wait for the next one. */
    private void startThread() {
        try {
            thread.prestartCoreThread();
        } catch (RuntimeException | Error failure) {
            long count = notStarted.add();
            if (count > 0) {
                LOG.warn(
                        "no thread for the listener {} could be started, so its notifications wait; failures since the"
                                + " last report: {}",
                        name(),
                        count,
                        failure);
            }
        }
    }

    private void call(Notification notification) {
        try {
            notification.call().accept(listener);
        } catch (RuntimeException | Error failure) {
            long count = failed.add();
            if (count > 0) {
                LOG.warn("the listener {} has failed; failures since the last report: {}", name(), count, failure);
            }
        } finally {
            bytes.addAndGet(-notification.bytes());
        }
    }

    private void logDropped(String reason) {
        long count = dropped.add();
        if (count > 0) {
            LOG.warn("the listener {} {}; notifications dropped since the last report: {}", name(), reason, count);
        }
    }

    private String name() {
        return listener.getClass().getName();
    }

    /** Returns whether the listener has handled all notifications. */
    boolean isIdle() {
        return queue.isEmpty() && bytes.get() == 0;
    }

    /** Accepts no more notifications. */
    void shutdown() {
        if (!queue.isEmpty()) {
            startThread();
        }
        thread.shutdown();
    }

    /**
     * Waits for the queued notifications after {@link #shutdown}, and then drops the rest.
     *
     * @param deadline when to stop waiting, as {@link System#nanoTime}
     */
    void awaitEnd(long deadline) {
        boolean interrupted = false;
        try {
            if (thread.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
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
