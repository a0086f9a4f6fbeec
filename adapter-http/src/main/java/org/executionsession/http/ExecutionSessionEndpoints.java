package org.executionsession.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;

/** The resource {@code executionsession}, contract part 1.1. */
final class ExecutionSessionEndpoints {

    private static final String CANONICAL = "/qrs/executionsession";

    /** The contract's base path, and the bare one of the specification. */
    private static final List<String> PATHS = List.of(CANONICAL, "/executionsession");

    private static final List<String> EVERY_PRIVILEGE = List.of("create", "read", "update", "delete");

    private final CreateExecutionSession createExecutionSession;
    private final FindExecutionSessions findExecutionSessions;
    private final RequestBody body;

    ExecutionSessionEndpoints(ExecutionSessionHttpServer.Ports ports, RequestBody body) {
        this.createExecutionSession = ports.createExecutionSession();
        this.findExecutionSessions = ports.findExecutionSessions();
        this.body = body;
    }

    void addTo(RoutesConfig routes) {
        for (String path : PATHS) {
            routes.post(path, this::create);
            routes.get(path + "/{id}", this::read);
            // Javalin by itself answers HEAD with 200 for every path that has a GET, whatever that would find.
            routes.head(path + "/{id}", this::read);
        }
    }

    private void create(Context context) {
        QueryParameters parameters = QueryParameters.of(context);
        ExecutionSession session =
                createExecutionSession.create(ExecutionSessionReader.read(body.json(context)), Caller.SERVICE);
        context.header("Location", CANONICAL + "/" + session.id());
        answer(context, 201, session, parameters);
    }

    private void read(Context context) {
        QueryParameters parameters = QueryParameters.of(context);
        UUID id = Guid.parse(context.pathParam("id")).orElseThrow(() -> unknown(context));
        answer(
                context,
                200,
                findExecutionSessions.find(id, Caller.SERVICE).orElseThrow(() -> unknown(context)),
                parameters);
    }

    private static void answer(Context context, int status, ExecutionSession session, QueryParameters parameters) {
        List<String> privileges = parameters.flag("privileges") ? EVERY_PRIVILEGE : null;
        context.status(status)
                .contentType("application/json;charset=utf-8")
                .result(ExecutionSessionWriter.full(session, privileges));
    }

    private static ProblemException unknown(Context context) {
        return new ProblemException(404, "there is no execution session with the id '" + context.pathParam("id") + "'");
    }
}
