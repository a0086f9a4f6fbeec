package org.executionsession.http.internal.overload;

import io.javalin.http.Context;

/**
 * The buffered body of a request.
 *
 * @param bytes the whole body; empty if there is an error
 * @param failure the error; {@code NONE} for a complete body
 */
public record BufferedBody(byte[] bytes, Failure failure) {

    /** The attribute of a request that holds the reservation of the memory of its body. */
    static final String MEMORY = BufferedBody.class.getName() + ".memory";

    static final BufferedBody TOO_LARGE = new BufferedBody(new byte[0], Failure.TOO_LARGE);
    static final BufferedBody TOO_MANY_CHUNKS = new BufferedBody(new byte[0], Failure.TOO_MANY_CHUNKS);
    static final BufferedBody BROKEN = new BufferedBody(new byte[0], Failure.BROKEN);
    static final BufferedBody LATE = new BufferedBody(new byte[0], Failure.LATE);
    static final BufferedBody NO_ROOM = new BufferedBody(new byte[0], Failure.NO_ROOM);
    static final BufferedBody PREEMPTED = new BufferedBody(new byte[0], Failure.PREEMPTED);

    private static final BufferedBody NONE = new BufferedBody(new byte[0], Failure.NONE);

    /** The error of a body. All except {@code BROKEN} are rejected before the request reaches a route. */
    public enum Failure {
        NONE,
        /** Larger than the limit. */
        TOO_LARGE,
        /** Its chunks are too many, because they are short. */
        TOO_MANY_CHUNKS,
        /** It ended early, or its chunks are malformed. */
        BROKEN,
        /** It was not received within the timeout. */
        LATE,
        /** The memory of request bodies is used up. */
        NO_ROOM,
        /** Others who have waited need its memory. */
        PREEMPTED
    }

    /**
     * Releases the memory of the body of a request that is processed: its client can read the response as slowly as it wants to. The body is empty
     * from then on.
     */
    public static void release(Context context) {
        if (context.req().getAttribute(MEMORY) instanceof SharedMemory.Reservation memory) {
            context.req().removeAttribute(BodyBufferingHandler.ATTRIBUTE);
            memory.release();
        }
    }

    /** Returns the body of a request; an empty one if it has none. */
    public static BufferedBody of(Context context) {
        return context.req().getAttribute(BodyBufferingHandler.ATTRIBUTE) instanceof BufferedBody body ? body : NONE;
    }
}
