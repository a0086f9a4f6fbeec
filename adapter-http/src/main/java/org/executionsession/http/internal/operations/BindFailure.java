package org.executionsession.http.internal.operations;

import java.nio.channels.UnresolvedAddressException;

/** Says why a port cannot be listened on. */
public final class BindFailure {

    private BindFailure() {}

    /** Where and why in one line. */
    public static String message(String host, int port, Throwable failure) {
        return "cannot listen on " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + ": "
                + reason(failure);
    }

    /** What the system said, in its words. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof UnresolvedAddressException ? "unknown host" : root.getMessage();
    }
}
