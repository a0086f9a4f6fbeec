package org.executionsession.application.internal.notification;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;

/** Passes notifications to the queues of all listeners. */
public final class Notifications {

    /** How long {@link #close} waits for all listeners together. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final List<ListenerQueue> queues;

    /** Creates a queue for each listener. */
    public Notifications(List<ExecutionSessionListener> listeners, ThreadFactory threads) {
        this(listeners, QueueLimits.DEFAULT, threads);
    }

    Notifications(List<ExecutionSessionListener> listeners, QueueLimits limits, ThreadFactory threads) {
        queues = listeners.stream()
                .map(listener -> new ListenerQueue(listener, limits, threads))
                .toList();
    }

    /** Returns whether there are no listeners. */
    boolean isEmpty() {
        return queues.isEmpty();
    }

    /** Returns whether the listeners have handled all notifications. */
    boolean isIdle() {
        return queues.stream().allMatch(ListenerQueue::isIdle);
    }

    /** Queues a notification for all listeners. It throws nothing: the change that it reports is done already. */
    void add(Notification notification) {
        queues.forEach(queue -> queue.add(notification));
    }

    /** Accepts no more notifications, and waits up to ten seconds for all listeners together to finish. */
    public void close() {
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        queues.forEach(ListenerQueue::shutdown);
        queues.forEach(queue -> queue.awaitEnd(deadline));
    }
}
