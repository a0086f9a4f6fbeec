package org.executionsession.http.internal.security;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.overload.DiscardedBody;
import org.executionsession.http.internal.query.PercentEncoding;

/**
 * Removes headers that Javalin would interpret beyond HTTP: method overrides and WebSocket upgrades. Also rejects
 * paths that are not ASCII, malformed percent-encoding in paths, which Jetty accepts and Javalin fails on, and transfer
 * codings that Jetty ignores.
 */
final class RequestSanitizer extends Handler.Wrapper {

    private static final List<String> METHOD_OVERRIDES =
            List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

    /** The router ignores the case of letters, and takes some other letters for those of ASCII. */
    private static final Problem PATH_BEYOND_ASCII =
            new Problem(HttpStatus.BAD_REQUEST_400, "the path must be ASCII; percent-encode other characters as UTF-8");

    private static final Problem MALFORMED_PATH = new Problem(
            HttpStatus.BAD_REQUEST_400,
            "the path must be UTF-8, percent-encoded, with two hexadecimal digits behind each '%'");

    /** A server in front of this one may decode another coding; then the two would disagree about the body. */
    private static final Problem UNKNOWN_TRANSFER_CODING =
            new Problem(HttpStatus.BAD_REQUEST_400, "the only Transfer-Encoding of a body is chunked");

    /** A server in front of this one that knows only HTTP/1.0 would see another end of the body (RFC 9112, 6.1). */
    private static final Problem OLD_TRANSFER_CODING =
            new Problem(HttpStatus.BAD_REQUEST_400, "a request of HTTP/1.0 cannot have a Transfer-Encoding");

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        if (path != null && !PercentEncoding.isAscii(path)) {
            DiscardedBody.respond(PATH_BEYOND_ASCII, request, response, callback);
            return true;
        }
        if (path != null && !PercentEncoding.isWellFormed(path)) {
            DiscardedBody.respond(MALFORMED_PATH, request, response, callback);
            return true;
        }
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0
                && request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
            DiscardedBody.respond(OLD_TRANSFER_CODING, request, response, callback);
            return true;
        }
        if (!hasKnownTransferCoding(request)) {
            DiscardedBody.respond(UNKNOWN_TRANSFER_CODING, request, response, callback);
            return true;
        }
        if (request.getMethod().equals("OPTIONS") && !request.consumeAvailable()) {
            // The rest of the body is not read, so the connection cannot be reused.
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
        return super.handle(plain(request), response, callback);
    }

    private static boolean hasKnownTransferCoding(Request request) {
        List<String> codings = request.getHeaders().getCSV(HttpHeader.TRANSFER_ENCODING, false);
        return codings.isEmpty() || codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
    }

    private static Request plain(Request request) {
        for (HttpField field : request.getHeaders()) {
            if (isIgnored(field)) {
                return new WithoutIgnoredHeaders(request);
            }
        }
        return request;
    }

    private static boolean isIgnored(HttpField field) {
        if (field.getHeader() != null) {
            return field.getHeader() == HttpHeader.SEC_WEBSOCKET_VERSION;
        }
        for (String override : METHOD_OVERRIDES) {
            if (override.equalsIgnoreCase(field.getName())) {
                return true;
            }
        }
        return false;
    }

    private static final class WithoutIgnoredHeaders extends Request.Wrapper {

        private final HttpFields headers;

        WithoutIgnoredHeaders(Request request) {
            super(request);
            HttpFields.Mutable kept = HttpFields.build();
            for (HttpField field : request.getHeaders()) {
                if (!isIgnored(field)) {
                    kept.add(field);
                }
            }
            headers = kept.asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }
}
