package org.executionsession.http.internal.overload;

import io.javalin.http.Context;

/**
 * The body of a request as it came in.
 *
 * @param bytes all of it; empty when it is at fault
 * @param fault why it is not there
 */
public record BufferedBody(byte[] bytes, Fault fault) {

    static final BufferedBody TOO_LARGE = new BufferedBody(new byte[0], Fault.TOO_LARGE);
    static final BufferedBody BROKEN = new BufferedBody(new byte[0], Fault.BROKEN);
    static final BufferedBody LATE = new BufferedBody(new byte[0], Fault.LATE);
    static final BufferedBody NO_ROOM = new BufferedBody(new byte[0], Fault.NO_ROOM);

    private static final BufferedBody NONE = new BufferedBody(new byte[0], Fault.NONE);

    /** Why a body is not there; but for a broken one, its request is rejected before it reaches a route. */
    public enum Fault {
        NONE,
        /** Larger than the limit. */
        TOO_LARGE,
        /** It ended before its announced end, or in malformed chunks. */
        BROKEN,
        /** It did not come in time. */
        LATE,
        /** There is no memory for it. */
        NO_ROOM
    }

    /** That of a request; an empty one when it has none. */
    public static BufferedBody of(Context context) {
        return context.req().getAttribute(BodyBufferingHandler.ATTRIBUTE) instanceof BufferedBody body ? body : NONE;
    }
}
