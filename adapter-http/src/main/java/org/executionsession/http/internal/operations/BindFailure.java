package org.executionsession.http.internal.operations;

import java.nio.channels.UnresolvedAddressException;

/** Describes why a port cannot be bound. */
public final class BindFailure {

    private BindFailure() {}

    /** Returns the address and the reason in one line. */
    public static String message(String host, int port, Throwable failure) {
        return "cannot listen on " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + ": "
                + reason(failure);
    }

    /** Returns the message of the operating system. */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof UnresolvedAddressException ? "unknown host" : root.getMessage();
    }
}
