package org.executionsession.http.internal.overload;

import io.javalin.http.Context;

/**
 * The buffered body of a request.
 *
 * @param bytes the whole body; empty if there is an error
 * @param fault the error; {@code NONE} for a complete body
 */
public record BufferedBody(byte[] bytes, Fault fault) {

    static final BufferedBody TOO_LARGE = new BufferedBody(new byte[0], Fault.TOO_LARGE);
    static final BufferedBody BROKEN = new BufferedBody(new byte[0], Fault.BROKEN);
    static final BufferedBody LATE = new BufferedBody(new byte[0], Fault.LATE);
    static final BufferedBody NO_ROOM = new BufferedBody(new byte[0], Fault.NO_ROOM);

    private static final BufferedBody NONE = new BufferedBody(new byte[0], Fault.NONE);

    /** The error of a body. All except {@code BROKEN} are rejected before the request reaches a route. */
    public enum Fault {
        NONE,
        /** Larger than the limit. */
        TOO_LARGE,
        /** It ended early, or its chunks are malformed. */
        BROKEN,
        /** It was not received within the timeout. */
        LATE,
        /** The memory budget of request bodies is used up. */
        NO_ROOM
    }

    /** Returns the body of a request; an empty one if it has none. */
    public static BufferedBody of(Context context) {
        return context.req().getAttribute(BodyBufferingHandler.ATTRIBUTE) instanceof BufferedBody body ? body : NONE;
    }
}
