package org.executionsession.bootstrap.internal.client;

/** The response of a receiver is longer than the client reads. */
public final class LongResponseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LongResponseException(String message) {
        super(message);
    }
}
