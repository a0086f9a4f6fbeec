package org.executionsession.http.internal.operations;

import jakarta.servlet.ServletRequest;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Removes the base path, such as the prefix of a virtual proxy in {@code /sso/qrs/about}. Paths without it get 404.
 */
public final class BasePathHandler extends Handler.Wrapper {

    private static final String ATTRIBUTE = BasePathHandler.class.getName();

    private final String path;
    private final List<String> segments;

    /** Creates a handler for a normalized base path that is not empty. */
    public BasePathHandler(String path) {
        this.path = path;
        this.segments = List.of(path.substring(1).split("/"));
    }

    /** Returns the base path of a request; empty for none. */
    public static String of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String path ? path : "";
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpURI uri = request.getHttpURI();
        HttpURI below = uri.getPath() == null ? null : below(uri, remainder(uri.getPath()));
        if (below == null) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        request.setAttribute(ATTRIBUTE, path);
        return super.handle(Request.serveAs(request, below), response, callback);
    }

    /** Returns the URI with another path; null if the path is null or leaves the base path, as {@code /sso/../x} does. */
    private static HttpURI below(HttpURI uri, String remainder) {
        try {
            return remainder == null ? null : HttpURI.build(uri).path(remainder).asImmutable();
        } catch (IllegalArgumentException aboveTheBasePath) {
            // Jetty has accepted the whole path, but not what is left of it: its dot segments climb above its start.
            return null;
        }
    }

    /**
     * Returns the path behind the base path; null if the path does not start with it. Letter case and doubled slashes
     * are ignored.
     */
    private String remainder(String requestPath) {
        int end = 0;
        for (String segment : segments) {
            int start = end;
            while (start < requestPath.length() && requestPath.charAt(start) == '/') {
                start++;
            }
            end = start + segment.length();
            boolean matches = requestPath.regionMatches(true, start, segment, 0, segment.length())
                    && (end == requestPath.length() || requestPath.charAt(end) == '/');
            if (!matches) {
                return null;
            }
        }
        return end == requestPath.length() ? "/" : requestPath.substring(end);
    }
}
