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

    private final int maxHeaderBytes;

    ProblemErrorHandler(int maxHeaderBytes) {
        this.maxHeaderBytes = maxHeaderBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (status < 400 || HttpStatus.hasNoBody(status)) {
            callback.succeeded();
            return true;
        }
        String requestId = AnswerHeaders.requestId(response);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemWriter.CONTENT_TYPE);
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        byte[] problem = ProblemWriter.write(new Problem(status, detail(status)), requestId);
        response.write(true, ByteBuffer.wrap(problem), callback);
        return true;
    }

    private String detail(int status) {
        return switch (status) {
            case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                "the path, the query and the headers are larger than the limit of " + maxHeaderBytes + " bytes";
            case HttpStatus.REQUEST_TIMEOUT_408 -> "the request did not come in whole in time";
            case HttpStatus.MISDIRECTED_REQUEST_421 ->
                "the request is not for this server: its Host is neither the loopback nor one of --allowed-hosts";
            case HttpStatus.SERVICE_UNAVAILABLE_503 ->
                "the server takes no more requests now; nothing was done, try again";
            case HttpStatus.METHOD_NOT_ALLOWED_405 -> "this path takes GET and HEAD";
            case HttpStatus.NOT_FOUND_404 -> "there is nothing at this path";
            default -> status < 500 ? "the request cannot be understood" : "the server cannot answer";
        };
    }
}
