package org.executionsession.domain.exception;

/**
 * The store could not be reached or did not answer. Whether a write was done is unknown; sending it again with the same
 * id is safe, since a session is never stored twice.
 */
public final class StoreUnavailableException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    private final Condition condition;

    /** What keeps the store from doing what it is asked for. */
    public enum Condition {
        /** It cannot be reached, or takes too long, or fails for a reason of its own. */
        UNREACHABLE("the database does not respond"),
        /** It takes no changes. */
        READ_ONLY("the database is read-only"),
        /** Its disk has no room. */
        FULL("the disk of the database is full"),
        /** It was closed. */
        CLOSED("the database is closed"),
        /** Its user lacks a right. */
        DENIED("the database denies the server a right that it needs"),
        /** Others hold what is asked for. */
        LOCKED("the database is locked by another transaction");

        private final String text;

        Condition(String text) {
            this.text = text;
        }

        /**
         * The condition in words that tell a stranger nothing else of the database.
         *
         * @return never null
         */
        public String text() {
            return text;
        }
    }

    /**
     * Rejects because of the store's condition.
     *
     * @param message what was tried; not null
     * @param condition what kept the store from doing it; not null
     * @param cause what the store's driver said; not null, kept as it is because its wording is what people search for
     */
    public StoreUnavailableException(String message, Condition condition, Throwable cause) {
        super(message, cause);
        this.condition = condition;
    }

    /**
     * Rejects because of the store.
     *
     * @param message what was tried; not null
     * @param cause what the store's driver said; not null, kept as it is because its wording is what people search for
     */
    public StoreUnavailableException(String message, Throwable cause) {
        this(message, Condition.UNREACHABLE, cause);
    }

    /**
     * Rejects because the store takes too long.
     *
     * @param message what was tried; not null
     */
    public StoreUnavailableException(String message) {
        this(message, Condition.UNREACHABLE, null);
    }

    /**
     * What keeps the store from doing what it is asked for.
     *
     * @return never null
     */
    public Condition condition() {
        return condition;
    }
}
