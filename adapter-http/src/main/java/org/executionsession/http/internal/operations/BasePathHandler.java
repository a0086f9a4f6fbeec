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
 * A path before all paths of the contract, as clients put the prefix of a virtual proxy there: {@code /sso/qrs/about}. What
 * stands behind it is served as it is without it, and nothing else is served.
 */
public final class BasePathHandler extends Handler.Wrapper {

    private static final String ATTRIBUTE = BasePathHandler.class.getName();

    private final String path;
    private final List<String> segments;

    /** Takes a path that is not empty, in its normal form. */
    public BasePathHandler(String path) {
        this.path = path;
        this.segments = List.of(path.substring(1).split("/"));
    }

    /** The base path under which a request came; empty for none. */
    public static String of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String path ? path : "";
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpURI uri = request.getHttpURI();
        String rest = uri.getPath() == null ? null : rest(uri.getPath());
        if (rest == null) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        request.setAttribute(ATTRIBUTE, path);
        return super.handle(Request.serveAs(request, HttpURI.build(uri).path(rest)), response, callback);
    }

    /** What stands behind the base path, which counts in any letter case and with doubled slashes; null when it is not there. */
    private String rest(String asked) {
        int end = 0;
        for (String segment : segments) {
            int start = end;
            while (start < asked.length() && asked.charAt(start) == '/') {
                start++;
            }
            end = start + segment.length();
            boolean isThere = asked.regionMatches(true, start, segment, 0, segment.length())
                    && (end == asked.length() || asked.charAt(end) == '/');
            if (!isThere) {
                return null;
            }
        }
        return end == asked.length() ? "/" : asked.substring(end);
    }
}
