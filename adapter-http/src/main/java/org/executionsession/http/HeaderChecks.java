package org.executionsession.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.port.inbound.TellPrivileges;
import org.executionsession.domain.refusal.AccessDeniedException;
import org.executionsession.domain.refusal.RefusalException;
import org.executionsession.http.ExecutionSessionHttpServer.Observer;

/**
 * Refuses by its headers a request that may not be made, before anything is read, held or looked up for it. A client that
 * waits with its body ({@code Expect: 100-continue}) hears of it at once.
 */
final class HeaderChecks extends Handler.Wrapper {

    private static final Set<Action> ALL = Set.of(Action.values());

    private final Check check;
    private final TellPrivileges privileges;
    private final RouteTable routes;
    private final Observer observer;

    /**
     * Checks every request.
     *
     * @param check throws a problem when a request may not be made
     * @param privileges tells what its caller may do
     * @param routes tell what a request needs
     */
    HeaderChecks(Check check, TellPrivileges privileges, RouteTable routes, Observer observer) {
        this.check = check;
        this.privileges = privileges;
        this.routes = routes;
        this.observer = observer;
    }

    /** Throws a problem when a request may not be made, by its headers. */
    @FunctionalInterface
    interface Check {
        void check(Request request, Response response);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        try {
            check.check(request, response);
            checkRights(request);
        } catch (ProblemException refused) {
            refuse(refused, request, response, callback);
            return true;
        }
        return super.handle(request, response, callback);
    }

    /** Where rights depend on the entity, the use case asks for them once the body has been read. */
    private void checkRights(Request request) {
        Optional<Set<Action>> allowed = privileges.withAny(CallerCheck.of(request));
        if (allowed.isEmpty() || allowed.get().containsAll(ALL)) {
            return;
        }
        Optional<RouteTable.Need> need = routes.find(request).flatMap(RouteTable.Found::need);
        if (need.isPresent() && !allowed.get().contains(need.get().action())) {
            RefusalException denied =
                    new AccessDeniedException(need.get().action(), need.get().kind());
            throw new ProblemException(403, denied.getMessage(), List.of(), denied);
        }
    }

    private void refuse(ProblemException refused, Request request, Response response, Callback callback) {
        routes.report(request);
        if (refused.getCause() instanceof RefusalException meant) {
            observer.refused(meant);
        }
        DiscardedBody.respond(refused.problem(), request, response, callback);
    }
}
