package org.executionsession.http.internal.overload;

import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;

/** A request body that has not arrived completely. */
abstract class IncompleteBody {

    private static final String ATTRIBUTE = IncompleteBody.class.getName();

    private final long begun = NanoTime.now();

    /** Makes a body known to the monitors of the connection of its request. */
    static void begin(Request request, IncompleteBody body) {
        if (request.getConnectionMetaData() instanceof HttpConnection connection) {
            connection.setAttribute(ATTRIBUTE, body);
        }
    }

    /** The body is complete or has failed. */
    static void end(Request request) {
        if (request.getConnectionMetaData() instanceof HttpConnection connection) {
            connection.removeAttribute(ATTRIBUTE);
        }
    }

    /** Returns the body that a connection waits for. */
    static Optional<IncompleteBody> of(HttpConnection connection) {
        return Optional.ofNullable((IncompleteBody) connection.getAttribute(ATTRIBUTE));
    }

    /** Returns the number of bytes that have arrived. */
    abstract int count();

    /** Responds that the body has not arrived in time, unless it is complete by now. */
    abstract void expire();

    /** Returns for how long the server has waited. */
    long nanos() {
        return NanoTime.since(begun);
    }

    /** Returns how many bytes arrive in a second. */
    double rate() {
        return count() * 1e9 / Math.max(1, nanos());
    }
}
