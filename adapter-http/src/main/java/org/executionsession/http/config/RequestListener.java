package org.executionsession.http.config;

import org.executionsession.domain.exception.ExecutionSessionException;

/** Is notified of what the server does. It is called by the threads that answer, and must not keep them. */
public interface RequestListener {

    /** Is notified nothing. */
    RequestListener NONE = new RequestListener() {};

    /**
     * A request was answered.
     *
     * @param method the method of HTTP; OTHER for one that HTTP does not have
     * @param route the template of the path, such as {@code /qrs/executionsession/{id}}; {@code none} when no route took
     *     the request
     * @param status the status of the response
     * @param nanos how long it took from the end of the headers to the end of the response, in nanoseconds
     */
    default void onResponse(String method, String route, int status, long nanos) {}

    /**
     * A use case rejected.
     *
     * @param rejection why
     */
    default void onRejected(ExecutionSessionException rejection) {}
}
