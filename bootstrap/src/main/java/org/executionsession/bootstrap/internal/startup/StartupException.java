package org.executionsession.bootstrap.internal.startup;

/** The server cannot start, for a reason that an operator can fix; the message states it in one line. */
public final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartupException(String message, Throwable cause) {
        super(message.lines().findFirst().orElse(message), cause);
    }
}
