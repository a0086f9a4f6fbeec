package org.executionsession.http.config;

import org.executionsession.domain.exception.ExecutionSessionException;

/** Is notified of responses and rejections. Request threads call it, so it must not block. */
public interface RequestListener {

    /** Ignores all events. */
    RequestListener NONE = new RequestListener() {};

    /**
     * Is called after each response.
     *
     * @param method the HTTP method; {@code OTHER} for an unknown one
     * @param route the template of the path, such as {@code /qrs/executionsession/{id}}; {@code none} if no route
     *     matches
     * @param status the status of the response
     * @param nanos the duration from the end of the request headers to the end of the response, in nanoseconds, without the time that the
     *     client wanted to wait for a change, or that it received events
     */
    default void onResponse(String method, String route, int status, long nanos) {}

    /**
     * Is called when a use case rejects a request.
     *
     * @param rejection the reason; not null
     */
    default void onRejected(ExecutionSessionException rejection) {}
}
