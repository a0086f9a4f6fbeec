package org.executionsession.http.internal.operations;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/** Adds the request id to all log lines of a request. */
public final class MdcHandler extends Handler.Wrapper {

    static final String KEY = "requestId";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        MDC.put(KEY, ResponseHeaders.requestId(response));
        try {
            return super.handle(request, response, callback);
        } finally {
            MDC.remove(KEY);
        }
    }
}
