package org.executionsession.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/** Lets each line that is logged while a request is worked on name that request. */
final class LogContext extends Handler.Wrapper {

    static final String KEY = "requestId";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        MDC.put(KEY, AnswerHeaders.requestId(response));
        try {
            return super.handle(request, response, callback);
        } finally {
            MDC.remove(KEY);
        }
    }
}
