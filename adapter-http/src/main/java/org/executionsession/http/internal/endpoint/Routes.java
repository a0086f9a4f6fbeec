package org.executionsession.http.internal.endpoint;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.StringUtil;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.RouteTable;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.LargeResponseLimiter;

/** The routes of all endpoints: each below {@code /qrs} and, as in the specification, without it. */
public final class Routes {

    /** The path prefix of the contract. */
    static final String BASE = "/qrs";

    private static final String ID = "{id}";

    private final RoutesConfig javalin;
    private final LargeResponseLimiter largeResponses;
    private final List<String> served = new ArrayList<>();
    private final RouteTable table = new RouteTable();
    private final Map<String, List<String>> methodsOfNames = new HashMap<>();

    /**
     * Creates an empty set of routes.
     *
     * @param largeResponses limits large responses
     */
    public Routes(RoutesConfig javalin, LargeResponseLimiter largeResponses) {
        this.javalin = javalin;
        this.largeResponses = largeResponses;
    }

    /** Processes the requests of a route. */
    @FunctionalInterface
    interface Endpoint {
        void respond(ApiRequest request);

        /** Returns this endpoint within a bulkhead. */
        default Endpoint within(Bulkhead bulkhead) {
            return request -> request.within(bulkhead, () -> respond(request));
        }
    }

    /**
     * Adds GET and HEAD. Without an explicit HEAD, Javalin responds with 200 for every path that has a GET, even if
     * GET gets 404.
     */
    void get(String path, Endpoint endpoint) {
        add(HandlerType.GET, path, endpoint);
        add(HandlerType.HEAD, path, endpoint);
        require(HandlerType.GET, path, null);
    }

    void post(String path, Endpoint endpoint) {
        add(HandlerType.POST, path, endpoint);
    }

    void put(String path, Endpoint endpoint) {
        add(HandlerType.PUT, path, endpoint);
    }

    void delete(String path, Endpoint endpoint) {
        add(HandlerType.DELETE, path, endpoint);
    }

    /** Returns the method and path of every endpoint, in the order of addition. */
    List<String> served() {
        return List.copyOf(served);
    }

    /** Sets the privileges that a route requires, in the order of the checks; {@code kind} is null for every kind. */
    void require(HandlerType method, String path, EntityKind kind, Privilege... privileges) {
        boolean reads = method == HandlerType.GET;
        RouteTable.Requirements requirements = new RouteTable.Requirements(List.of(privileges), kind, !reads);
        table.require(method.name(), BASE + path, requirements);
        if (reads) {
            table.require(HandlerType.HEAD.name(), BASE + path, requirements);
        }
    }

    /** Declares that GET requests to a route can be long ones. */
    void allowLong(String path) {
        table.allowLong(BASE + path);
    }

    /** Declares that the response of a route to callers without privileges does not depend on the body. */
    void ignoreBodyWithoutPrivileges(HandlerType method, String path) {
        table.require(method.name(), BASE + path, new RouteTable.Requirements(List.of(), null, false));
    }

    /** Returns the table of all routes. */
    public RouteTable table() {
        return table;
    }

    private void add(HandlerType method, String path, Endpoint endpoint) {
        served.add(method.name() + " " + BASE + path);
        String route = BASE + path;
        Handler handler = context -> {
            AccessLogger.taken(context.req(), route);
            endpoint.respond(ApiRequest.of(context, largeResponses));
        };
        if (path.endsWith("/" + ID)) {
            String parent = path.substring(0, path.length() - ID.length());
            handler = context -> {
                AccessLogger.taken(context.req(), route);
                rejectName(parent + StringUtil.asciiToLowerCase(context.pathParam("id")), context);
                endpoint.respond(ApiRequest.of(context, largeResponses));
            };
        } else {
            methodsOfNames.computeIfAbsent(path, name -> new ArrayList<>()).add(method.name());
        }
        for (String prefix : List.of(BASE, "")) {
            javalin.addHttpHandler(method, prefix + path, handler);
            table.add(method.name(), prefix + path, route);
        }
    }

    /**
     * Rejects a method that a fixed name does not support: a fixed name takes precedence over an id for every method.
     */
    private void rejectName(String path, Context context) {
        List<String> methods = methodsOfNames.get(path);
        if (methods != null && !methods.contains(context.method().name())) {
            throw new MethodNotAllowedResponse(
                    "Method not allowed", Map.of("availableMethods", String.join(", ", methods)));
        }
    }
}
