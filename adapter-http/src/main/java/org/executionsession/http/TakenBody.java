package org.executionsession.http;

import io.javalin.http.Context;

/**
 * The body of a request as it came in.
 *
 * @param bytes all of it; empty when it is at fault
 * @param fault why it is not there
 */
record TakenBody(byte[] bytes, Fault fault) {

    static final TakenBody TOO_LARGE = new TakenBody(new byte[0], Fault.TOO_LARGE);
    static final TakenBody BROKEN = new TakenBody(new byte[0], Fault.BROKEN);
    static final TakenBody LATE = new TakenBody(new byte[0], Fault.LATE);
    static final TakenBody NO_ROOM = new TakenBody(new byte[0], Fault.NO_ROOM);

    private static final TakenBody NONE = new TakenBody(new byte[0], Fault.NONE);

    /** Why a body is not there; but for a broken one, its request is refused before it reaches a route. */
    enum Fault {
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
    static TakenBody of(Context context) {
        return context.req().getAttribute(WholeBodies.ATTRIBUTE) instanceof TakenBody body ? body : NONE;
    }
}
