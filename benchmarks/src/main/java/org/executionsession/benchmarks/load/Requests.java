package org.executionsession.benchmarks.load;

import java.nio.ByteBuffer;

/** The requests of a load, made one after the other by the thread that sends them. */
public interface Requests {

    /** The most bytes that a request may have. */
    int MAX_BYTES = 32 * 1024;

    /**
     * Puts the next request, head and body, into a buffer.
     *
     * @param request an empty buffer of {@link #MAX_BYTES}; not null
     * @return false when there are no more requests; then nothing was put
     */
    boolean next(ByteBuffer request);

    /**
     * The status of an answer that is no error.
     *
     * @return the status, for example 201
     */
    int expectedStatus();
}
