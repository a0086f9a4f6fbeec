package org.executionsession.domain.exception;

/** A subscriber of the change feed was slower than the changes, and its buffer was full. It can resume with the cursor of its last change. */
public final class SlowSubscriberException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Ends a subscription.
     *
     * @param buffer how many changes the buffer can hold; positive
     */
    public SlowSubscriberException(int buffer) {
        super("the subscriber is slower than the changes: its buffer of " + buffer
                + " changes is full; it can resume behind the last change that it received");
    }
}
