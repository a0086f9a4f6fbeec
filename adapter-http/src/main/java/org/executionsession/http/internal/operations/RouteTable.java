package org.executionsession.http.internal.operations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.StringUtil;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;

/** Finds the route of a request, and what the route requires, before the request has reached it. */
public final class RouteTable {

    private final List<Entry> entries = new ArrayList<>();

    /** The paths without variables, in lower case. They take precedence over an id for every method. */
    private final Set<List<String>> names = new HashSet<>();

    private final Set<String> longRoutes = new HashSet<>();

    /**
     * What a route requires of a caller, whatever the body contains.
     *
     * @param privileges the privileges, in the order in which they are checked; not null
     * @param kind of which entities; null for entities of every kind
     * @param usesBody whether the response to a caller without privileges depends on the body
     */
    public record Requirements(List<Privilege> privileges, EntityKind kind, boolean usesBody) {

        static final Requirements NONE = new Requirements(List.of(), null, true);
    }

    /**
     * The route of a request.
     *
     * @param route its template; not null
     * @param requirements what it requires; not null
     */
    public record Found(String route, Requirements requirements) {}

    private record Entry(String method, List<String> segments, Found found) {

        boolean hasVariable() {
            return segments.stream().anyMatch(segment -> segment.startsWith("{"));
        }

        /** Returns whether the entry matches. The case of ASCII letters is ignored in names, as by the router. */
        boolean fits(String asked, List<String> path) {
            if (!method.equals(asked) || segments.size() != path.size()) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                String segment = segments.get(i);
                if (!segment.startsWith("{") && !StringUtil.asciiEqualsIgnoreCase(segment, path.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Adds the route of a method and a path; routes that were added earlier take precedence. */
    public void add(String method, String path, String route) {
        List<String> segments = segments(path);
        entries.add(new Entry(method, segments, new Found(route, Requirements.NONE)));
        if (!path.contains("{")) {
            names.add(lowerCase(segments));
        }
    }

    /** Sets what the route of a method requires. */
    public void require(String method, String route, Requirements requirements) {
        entries.replaceAll(
                entry -> entry.method().equals(method) && entry.found().route().equals(route)
                        ? new Entry(method, entry.segments(), new Found(route, requirements))
                        : entry);
    }

    /** Declares that requests to a route can be long ones. */
    public void allowLong(String route) {
        longRoutes.add(route);
    }

    /** Returns whether the route of a request can have long requests. */
    public boolean allowsLong(Request request) {
        return find(request).filter(found -> longRoutes.contains(found.route())).isPresent();
    }

    /** The route that a request would reach. */
    public Optional<Found> find(Request request) {
        // Decoded in the same way as by the router.
        String path = request.getHttpURI().getCanonicalPath();
        return path == null ? Optional.empty() : find(request.getMethod(), path);
    }

    /** Sets the route of a request that is rejected before it reaches the route, for the access log. */
    public void report(Request request) {
        find(request).ifPresent(found -> AccessLogger.taken(request, found.route()));
    }

    /** Returns the first matching route, as the router does; empty if the path has no route with this method. */
    public Optional<Found> find(String method, String path) {
        List<String> segments = segments(path);
        Optional<Entry> first =
                entries.stream().filter(entry -> entry.fits(method, segments)).findFirst();
        return first.filter(entry -> !entry.hasVariable() || !names.contains(lowerCase(segments)))
                .map(Entry::found);
    }

    private static List<String> lowerCase(List<String> segments) {
        return segments.stream().map(StringUtil::asciiToLowerCase).toList();
    }

    /** Splits a path; doubled and trailing slashes are ignored. */
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
