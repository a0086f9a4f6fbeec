package org.executionsession.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what fails before a request reaches a route (bad framing, oversized headers) with a problem document too. */
final class ProblemErrorHandler extends ErrorPageErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (status < 400 || HttpStatus.hasNoBody(status)) {
            callback.succeeded();
            return true;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemWriter.CONTENT_TYPE);
        response.write(true, ByteBuffer.wrap(ProblemWriter.write(new Problem(status, detail(status)))), callback);
        return true;
    }

    private static String detail(int status) {
        return switch (status) {
            case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                "the path, the query and the headers are larger than the limit of "
                        + ExecutionSessionHttpServer.MAX_HEADER_BYTES + " bytes";
            default -> status < 500 ? "the request cannot be understood" : "the server cannot answer";
        };
    }
}
