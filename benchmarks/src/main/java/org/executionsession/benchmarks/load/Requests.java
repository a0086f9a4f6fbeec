package org.executionsession.benchmarks.load;

import java.nio.ByteBuffer;

/** The requests of a load, made one after the other by the thread that sends them. */
public interface Requests {

    /** The most bytes that a request may have. */
    int MAX_BYTES = 32 * 1024;

    /** Returned when there are no more requests. */
    long NONE = -1;

    /**
     * Puts the next request, head and body, into a buffer.
     *
     * @param request an empty buffer of {@link #MAX_BYTES}; not null
     * @return the request's number, or {@link #NONE} when there are no more requests; then nothing was put
     */
    long next(ByteBuffer request);

    /**
     * Takes the response to a request, called by the thread that sends them.
     *
     * @param number what {@link #next} returned for the request
     * @param status the status of the response
     */
    default void onResponse(long number, int status) {}

    /**
     * The status of a response that is no error.
     *
     * @return the status, for example 201
     */
    int expectedStatus();
}
