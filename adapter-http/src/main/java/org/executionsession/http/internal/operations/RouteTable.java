package org.executionsession.http.internal.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;

/** Tells which route a request is for, and what it needs, before it has reached that route. */
public final class RouteTable {

    private final List<Entry> entries = new ArrayList<>();

    /**
     * What the caller of a route must be allowed to do, whatever the body says.
     *
     * @param action what it does
     * @param kind with what
     */
    public record Need(Privilege action, EntityKind kind) {}

    /**
     * The route of a request.
     *
     * @param route its template
     * @param need what it needs, when that is known before its body
     */
    public record Found(String route, Optional<Need> need) {}

    private record Entry(String method, List<String> segments, Found found) {

        /** Names count in any letter case, as they do for the router. */
        boolean fits(String asked, List<String> path) {
            if (!method.equals(asked) || segments.size() != path.size()) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                String segment = segments.get(i);
                if (!segment.startsWith("{") && !segment.equalsIgnoreCase(path.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    public void add(String method, String path, String route) {
        entries.add(new Entry(method, segments(path), new Found(route, Optional.empty())));
    }

    /** The routes of a method and a path need this. */
    public void need(String method, String route, Need need) {
        entries.replaceAll(
                entry -> entry.method().equals(method) && entry.found().route().equals(route)
                        ? new Entry(method, entry.segments(), new Found(route, Optional.of(need)))
                        : entry);
    }

    /** The route that a request would reach. */
    public Optional<Found> find(Request request) {
        // Decoded as the router sees it.
        String path = request.getHttpURI().getCanonicalPath();
        return path == null ? Optional.empty() : find(request.getMethod(), path);
    }

    /** Names the route of a request that is rejected before it reaches it. */
    public void report(Request request) {
        find(request).ifPresent(found -> AccessLogger.taken(request, found.route()));
    }

    /** The first that fits, as for the router. */
    public Optional<Found> find(String method, String path) {
        List<String> segments = segments(path);
        return entries.stream()
                .filter(entry -> entry.fits(method, segments))
                .map(Entry::found)
                .findFirst();
    }

    /** Doubled and trailing slashes do not count. */
    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }
}
