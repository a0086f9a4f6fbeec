package org.executionsession.http.internal.endpoint;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.RouteTable;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.LargeResponseLimiter;

/** Where the endpoints are: each below the contract's base path and, as in the specification, without it. */
public final class Routes {

    /** The contract's base path. */
    static final String BASE = "/qrs";

    private static final String ID = "{id}";

    private final RoutesConfig javalin;
    private final LargeResponseLimiter largeAnswers;
    private final List<String> served = new ArrayList<>();
    private final RouteTable table = new RouteTable();
    private final Map<String, List<String>> methodsOfNames = new HashMap<>();

    /**
     * No routes as yet.
     *
     * @param largeAnswers limits large responses
     */
    public Routes(RoutesConfig javalin, LargeResponseLimiter largeAnswers) {
        this.javalin = javalin;
        this.largeAnswers = largeAnswers;
    }

    /** What answers at a path. */
    @FunctionalInterface
    interface Endpoint {
        void answer(ApiRequest request);

        /** The same when its turn has come. */
        default Endpoint within(Bulkhead few) {
            return request -> request.within(few, () -> answer(request));
        }
    }

    /** HEAD too: Javalin by itself answers it with 200 for every path that has a GET, whatever that would find. */
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

    /** Every endpoint as its method and its path, in the order in which they were added. */
    List<String> served() {
        return List.copyOf(served);
    }

    /** Callers of a route need these privileges, which are checked in this order; the kind is null for every kind. */
    void require(HandlerType method, String path, EntityKind kind, Privilege... privileges) {
        boolean reads = method == HandlerType.GET;
        RouteTable.Requirements requirements = new RouteTable.Requirements(List.of(privileges), kind, !reads);
        table.require(method.name(), BASE + path, requirements);
        if (reads) {
            table.require(HandlerType.HEAD.name(), BASE + path, requirements);
        }
    }

    /** The response of a route to callers without privileges is the same for every body. */
    void ignoreBodyWithoutPrivileges(HandlerType method, String path) {
        table.require(method.name(), BASE + path, new RouteTable.Requirements(List.of(), null, false));
    }

    /** Where requests go. */
    public RouteTable table() {
        return table;
    }

    private void add(HandlerType method, String path, Endpoint endpoint) {
        served.add(method.name() + " " + BASE + path);
        String route = BASE + path;
        Handler handler = context -> {
            AccessLogger.taken(context.req(), route);
            endpoint.answer(ApiRequest.of(context, largeAnswers));
        };
        if (path.endsWith("/" + ID)) {
            String parent = path.substring(0, path.length() - ID.length());
            handler = context -> {
                AccessLogger.taken(context.req(), route);
                rejectName(parent + context.pathParam("id").toLowerCase(Locale.ROOT), context);
                endpoint.answer(ApiRequest.of(context, largeAnswers));
            };
        } else {
            methodsOfNames.computeIfAbsent(path, name -> new ArrayList<>()).add(method.name());
        }
        for (String prefix : List.of(BASE, "")) {
            javalin.addHttpHandler(method, prefix + path, handler);
            table.add(method.name(), prefix + path, route);
        }
    }

    /** A fixed name wins over an id for every method, also for one that it does not take itself. */
    private void rejectName(String path, Context context) {
        List<String> methods = methodsOfNames.get(path);
        if (methods != null && !methods.contains(context.method().name())) {
            throw new MethodNotAllowedResponse(
                    "Method not allowed", Map.of("availableMethods", String.join(", ", methods)));
        }
    }
}
