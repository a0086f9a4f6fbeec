package org.executionsession.application.internal.notification;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;

/** Passes notifications to the queues of all listeners. */
public final class Notifications {

    /** How many notifications a queue holds. With a session of 10 KB before and after, a full queue needs about 200 MB. */
    public static final int CAPACITY = 10_000;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final List<ListenerQueue> queues;

    /** Creates a queue for each listener. */
    public Notifications(List<ExecutionSessionListener> listeners, ThreadFactory threads) {
        this(listeners, CAPACITY, threads);
    }

    Notifications(List<ExecutionSessionListener> listeners, int capacity, ThreadFactory threads) {
        queues = listeners.stream()
                .map(listener -> new ListenerQueue(listener, capacity, threads))
                .toList();
    }

    /** Returns whether there are no listeners. */
    boolean isEmpty() {
        return queues.isEmpty();
    }

    void add(Consumer<ExecutionSessionListener> notification) {
        queues.forEach(queue -> queue.add(notification));
    }

    /** Waits up to ten seconds for each listener to finish. */
    public void close() {
        queues.forEach(queue -> queue.close(CLOSE_TIMEOUT));
    }
}
