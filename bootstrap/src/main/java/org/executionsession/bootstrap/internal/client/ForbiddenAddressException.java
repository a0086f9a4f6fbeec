package org.executionsession.bootstrap.internal.client;

import java.io.IOException;

/** A host has no address that the server may call. */
public final class ForbiddenAddressException extends IOException {

    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
        super(message);
    }
}
