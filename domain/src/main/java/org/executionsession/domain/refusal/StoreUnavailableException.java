package org.executionsession.domain.refusal;

/**
 * The store could not be reached or did not answer. Whether a write was done is unknown; sending it again with the same
 * id is safe, since a session is never stored twice.
 */
public final class StoreUnavailableException extends RefusalException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses because of the store.
     *
     * @param message what was tried; not null
     * @param cause what the store's driver said; not null, kept as it is because its wording is what people search for
     */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Refuses because the store takes too long.
     *
     * @param message what was tried; not null
     */
    public StoreUnavailableException(String message) {
        super(message, null);
    }
}
