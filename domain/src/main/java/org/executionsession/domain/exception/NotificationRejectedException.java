package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

/** A subscription to notifications breaks a rule. Nothing was changed. */
public final class NotificationRejectedException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a subscription.
     *
     * @param message the rule; not null
     */
    public NotificationRejectedException(String message) {
        super(requireNonNull(message, "message"));
    }
}
