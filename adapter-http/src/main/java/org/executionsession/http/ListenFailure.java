package org.executionsession.http;

import java.nio.channels.UnresolvedAddressException;

/** Says why a port cannot be listened on. */
final class ListenFailure {

    private ListenFailure() {}

    /** What the system said, in its words. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof UnresolvedAddressException ? "unknown host" : root.getMessage();
    }
}
