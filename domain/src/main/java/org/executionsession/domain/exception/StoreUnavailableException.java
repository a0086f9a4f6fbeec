package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be reached or did not respond. Whether a write was done is unknown. A retry with the same id is
 * safe, because a session is never stored twice.
 */
public final class StoreUnavailableException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    private final Condition condition;

    /** The reason why the store is unavailable. */
    public enum Condition {
        /** It cannot be reached, takes too long, or reports an internal failure. */
        UNREACHABLE("the database does not respond"),
        /** It is read-only. */
        READ_ONLY("the database is read-only"),
        /** Its disk is full. */
        FULL("the disk of the database is full"),
        /** It was closed. */
        CLOSED("the database is closed"),
        /** The database user lacks a privilege. */
        DENIED("the user of the database lacks a privilege that the server needs"),
        /** Another transaction holds a lock. */
        LOCKED("the database is locked by another transaction");

        private final String text;

        Condition(String text) {
            this.text = text;
        }

        /**
         * Returns a description of the condition that discloses nothing else about the database.
         *
         * @return never null
         */
        public String text() {
            return text;
        }
    }

    /**
     * Reports a failure because of the condition of the store.
     *
     * @param message the operation that failed; not null
     * @param condition the reason; not null
     * @param cause the exception of the driver; null if the driver threw none. Its message stays unchanged, because people
     *     search for it
     */
    public StoreUnavailableException(String message, Condition condition, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.condition = requireNonNull(condition, "condition");
    }

    /**
     * Reports that the store does not respond.
     *
     * @param message the operation that failed; not null
     * @param cause the exception of the driver; null if the driver threw none. Its message stays unchanged, because people
     *     search for it
     */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        this(message, Condition.UNREACHABLE, cause);
    }

    /**
     * Reports a timeout of the store.
     *
     * @param message the operation that failed; not null
     */
    public StoreUnavailableException(String message) {
        super(requireNonNull(message, "message"));
        this.condition = Condition.UNREACHABLE;
    }

    /**
     * Returns the reason why the store is unavailable.
     *
     * @return never null
     */
    public Condition condition() {
        return condition;
    }
}
