package org.executionsession.application.internal.notification;

import java.util.function.Consumer;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;

/**
 * A call of a listener.
 *
 * @param bytes about how many bytes its arguments take
 * @param call calls the listener
 */
record Notification(long bytes, Consumer<ExecutionSessionListener> call) {

    /** Returns a notification whose arguments are small. */
    static Notification small(Consumer<ExecutionSessionListener> call) {
        return new Notification(0, call);
    }
}
