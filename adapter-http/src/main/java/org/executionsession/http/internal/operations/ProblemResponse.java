package org.executionsession.http.internal.operations;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemWriter;

/** Responds with a problem document to a request that has not reached a route. */
public final class ProblemResponse {

    private ProblemResponse() {}

    /** The callback is completed once the document is written. */
    public static void write(Problem problem, Request request, Response response, Callback callback) {
        String requestId = ResponseHeaders.requestId(response);
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(problem.status());
        headers.put(HttpHeader.CONTENT_TYPE, ProblemWriter.CONTENT_TYPE);
        if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
            headers.put(HttpHeader.RETRY_AFTER, "1");
        }
        if (!request.getConnectionMetaData().isPersistent()) {
            // Jetty adds this header by itself only to requests that it recognizes as HTTP/1.1.
            headers.put(HttpFields.CONNECTION_CLOSE);
        }
        byte[] document = ProblemWriter.write(problem, requestId);
        headers.put(HttpHeader.CONTENT_LENGTH, document.length);
        response.write(true, ByteBuffer.wrap(document), callback);
    }
}
