package org.executionsession.http.internal.operations;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Responds with status 500 to a request on which another handler fails, and limits how often such failures are logged. Jetty
 * logs a stack trace for each.
 */
public final class FailureHandler extends Handler.Wrapper {

    private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);

    private final LogRateLimiter failures = new LogRateLimiter(LOG);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        try {
            return super.handle(request, response, callback);
        } catch (Throwable failure) {
            if (failure instanceof QuietException
                    || failure instanceof HttpException
                    || ProblemErrorHandler.isClosed(failure)) {
                // Not a failure of this server: Jetty has the status and logs nothing.
                throw failure;
            }
            AccessLogger.failed(request);
            MDC.put(MdcHandler.KEY, ResponseHeaders.requestId(response));
            failures.error("a request", failure);
            MDC.remove(MdcHandler.KEY);
            Response.writeError(request, response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500);
            return true;
        }
    }
}
