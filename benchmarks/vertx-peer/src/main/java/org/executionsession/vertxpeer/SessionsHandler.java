package org.executionsession.vertxpeer;

import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Callable;

/** The two routes. An event loop reads the request and writes the response; a worker thread does everything between. */
final class SessionsHandler implements Handler<HttpServerRequest> {

    private static final String COLLECTION = "/executionsession";
    private static final String ENTITY = COLLECTION + "/";

    private final Sessions sessions;
    private final WorkerExecutor workers;

    SessionsHandler(Sessions sessions, WorkerExecutor workers) {
        this.sessions = sessions;
        this.workers = workers;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        if (request.method() == HttpMethod.POST && path.equals(COLLECTION)) {
            request.body()
                    .onSuccess(body -> respond(request.response(), () -> sessions.create(body.getBytes())))
                    .onFailure(disconnected -> request.connection().close());
        } else if (request.method() == HttpMethod.GET && path.startsWith(ENTITY)) {
            String id = path.substring(ENTITY.length());
            respond(request.response(), () -> sessions.find(id));
        } else {
            send(request.response(), Response.problem(404, "There is no such resource."));
        }
    }

    private void respond(HttpServerResponse response, Callable<Response> action) {
        workers.executeBlocking(action, false)
                .onSuccess(result -> send(response, result))
                .onFailure(failure -> send(response, Response.problem(500, failure.toString())));
    }

    private static void send(HttpServerResponse response, Response content) {
        response.setStatusCode(content.status()).putHeader("Content-Type", content.contentType());
        if (content.id() != null) {
            response.putHeader("Location", ENTITY + content.id());
        }
        response.end(Buffer.buffer(content.body()));
    }
}
