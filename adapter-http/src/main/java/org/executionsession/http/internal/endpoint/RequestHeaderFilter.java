package org.executionsession.http.internal.endpoint;

import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.StringUtil;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.operations.RouteTable;
import org.executionsession.http.internal.overload.DiscardedBody;
import org.executionsession.http.internal.overload.LongRequests;
import org.executionsession.http.internal.overload.OverloadProtection;
import org.executionsession.http.internal.security.Security;
import org.executionsession.http.internal.watch.Waits;

/**
 * Rejects unauthorized requests by their headers, before the body is read or the store is queried. A client that
 * sends {@code Expect: 100-continue} gets the rejection before it sends its body.
 */
public final class RequestHeaderFilter extends Handler.Wrapper {

    private static final Set<Privilege> ALL = Set.of(Privilege.values());

    private final Security security;
    private final EvaluatePrivileges privileges;
    private final RouteTable routes;
    private final RequestListener listener;
    private final Waits waits;

    /**
     * Creates the filter.
     *
     * @param security authenticates the caller
     * @param privileges evaluates the privileges of the caller
     * @param routes the privileges that each route requires
     * @param waits knows the requests that wait
     */
    public RequestHeaderFilter(
            Security security,
            EvaluatePrivileges privileges,
            RouteTable routes,
            RequestListener listener,
            Waits waits) {
        this.security = security;
        this.privileges = privileges;
        this.routes = routes;
        this.listener = listener;
        this.waits = waits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        try {
            security.authenticate(request, response);
            checkPrivileges(request);
        } catch (ProblemException rejection) {
            reject(rejection, request, response, callback);
            return true;
        }
        if ((waits.isWanted(request) || isOfEvents(request)) && routes.allowsLong(request)) {
            LongRequests.mark(request);
        }
        return super.handle(request, response, callback);
    }

    /** Returns whether it may be worth to look for the route. */
    private static boolean isOfEvents(Request request) {
        String path = request.getHttpURI().getCanonicalPath();
        return HttpMethod.GET.is(request.getMethod())
                && path != null
                && StringUtil.asciiToLowerCase(path).contains(EventStreamEndpoints.NAME);
    }

    /** If privileges depend on the entity, the use case checks them once the body has been read. */
    private void checkPrivileges(Request request) {
        Set<Privilege> granted =
                privileges.allowedForAll(Security.callerOf(request)).orElse(ALL);
        if (granted.containsAll(ALL)) {
            return;
        }
        RouteTable.Requirements requirements =
                routes.find(request).map(RouteTable.Found::requirements).orElse(null);
        if (requirements == null) {
            return;
        }
        for (Privilege privilege : requirements.privileges()) {
            if (!granted.contains(privilege)) {
                ExecutionSessionException denied = requirements.kind() == null
                        ? new AccessDeniedException(privilege)
                        : new AccessDeniedException(privilege, requirements.kind());
                throw new ProblemException(403, denied.getMessage(), List.of(), denied);
            }
        }
        if (granted.isEmpty() && !requirements.usesBody()) {
            OverloadProtection.ignoreBody(request);
        }
    }

    private void reject(ProblemException rejection, Request request, Response response, Callback callback) {
        routes.report(request);
        if (rejection.getCause() instanceof ExecutionSessionException cause) {
            listener.onRejected(cause);
        }
        DiscardedBody.respond(rejection.problem(), request, response, callback);
    }
}
