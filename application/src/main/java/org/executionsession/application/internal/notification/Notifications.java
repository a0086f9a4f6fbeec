package org.executionsession.application.internal.notification;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;

/** Passes notifications to the queues of all listeners. */
public final class Notifications {

    /** How long {@link #close} waits for all listeners together. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final List<ListenerQueue> own;
    private final List<ListenerQueue> queues;

    /**
     * Creates a queue for each listener.
     *
     * @param own listeners of the library, which may change sessions themselves
     */
    public Notifications(
            List<ExecutionSessionListener> listeners, List<ExecutionSessionListener> own, ThreadFactory threads) {
        this(listeners, own, QueueLimits.DEFAULT, threads);
    }

    Notifications(
            List<ExecutionSessionListener> listeners,
            List<ExecutionSessionListener> own,
            QueueLimits limits,
            ThreadFactory threads) {
        this.own = own.stream()
                .map(listener -> new ListenerQueue(listener, true, limits, threads))
                .toList();
        this.queues = Stream.concat(
                        listeners.stream().map(listener -> new ListenerQueue(listener, false, limits, threads)),
                        this.own.stream())
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

    /**
     * Accepts no more notifications, and waits up to ten seconds for all listeners together to finish. The listeners of the library end
     * first, since the others are notified of what they change.
     */
    public void close() {
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        close(own, deadline);
        close(queues, deadline);
    }

    private static void close(List<ListenerQueue> closed, long deadline) {
        closed.forEach(ListenerQueue::shutdown);
        closed.forEach(queue -> queue.awaitEnd(deadline));
    }
}
