package org.executionsession.http.internal.endpoint;

import io.javalin.http.HandlerType;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.inbound.StopTask;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;

/**
 * The endpoints that start and stop tasks, by id, by name, and several at once (contract, part 1.4). The body of a request for one task
 * is ignored: clients send none, {@code null} or an empty object.
 */
final class TaskControlEndpoints {

    private static final int MAX_NAME = 1_000;

    private final TaskFamily family;
    private final FamilyTasks tasks;
    private final StartTask start;
    private final StopTask stop;
    private final TaskIds ids;
    private final Bulkhead many;

    TaskControlEndpoints(TaskResource resource, RequestBody body, Bulkheads bulkheads) {
        family = resource.family();
        tasks = resource.findEntities();
        start = resource.useCases().startTask();
        stop = resource.useCases().stopTask();
        ids = new TaskIds(tasks, resource.useCases().evaluatePrivileges(), body);
        many = bulkheads.taskControls();
    }

    /** Adds the endpoints. Fixed names come before ids, because the router takes the first route that matches. */
    void addTo(Routes routes) {
        String path = family.path();
        add(routes, path + "/start/synchronous", Privilege.START, request -> respond(startNamed(request), request));
        add(routes, path + "/start", Privilege.START, request -> {
            startNamed(request);
            request.respondNoContent();
        });
        add(routes, path + "/start/many", Privilege.START, request -> forEach(Privilege.START, start::start, request));
        add(routes, path + "/stop", Privilege.STOP, this::stopNamed);
        add(routes, path + "/stop/many", Privilege.STOP, request -> forEach(Privilege.STOP, stop::stop, request));
        add(routes, path + "/{id}/start/synchronous", Privilege.START, request -> respond(startOne(request), request));
        add(routes, path + "/{id}/start", Privilege.START, request -> {
            startOne(request);
            request.respondNoContent();
        });
        add(routes, path + "/{id}/stop", Privilege.STOP, request -> {
            stop.stop(id(request), request.caller());
            request.respondNoContent();
        });
    }

    private static void add(Routes routes, String path, Privilege privilege, Routes.Endpoint endpoint) {
        routes.post(path, endpoint);
        routes.require(HandlerType.POST, path, EntityKind.TASK, Privilege.READ, privilege);
    }

    private Optional<UUID> startOne(ApiRequest request) {
        return start.start(id(request), request.caller());
    }

    private Optional<UUID> startNamed(ApiRequest request) {
        String name = name(request);
        return family == TaskFamily.ALL
                ? start.start(name, request.caller())
                : start.start(tasks.named(name, request.caller()), request.caller());
    }

    private void stopNamed(ApiRequest request) {
        String name = name(request);
        if (family == TaskFamily.ALL) {
            stop.stop(name, request.caller());
        } else {
            stop.stop(tasks.named(name, request.caller()), request.caller());
        }
        request.respondNoContent();
    }

    private void forEach(Privilege privilege, BiConsumer<UUID, Caller> action, ApiRequest request) {
        ids.forEach(privilege, action, many, request);
        request.respondNoContent();
    }

    /** Responds with the id of the session, or the zero GUID if the task was not started. */
    private static void respond(Optional<UUID> session, ApiRequest request) {
        request.respond(201, json -> {
            json.writeStartObject();
            json.writeStringField("value", Guid.format(session.orElse(null)));
            json.writeEndObject();
        });
    }

    private UUID id(ApiRequest request) {
        return tasks.existing(request.id(EntityKind.TASK.toString()), request.caller());
    }

    private static String name(ApiRequest request) {
        String name = request.parameters()
                .text("name")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new ProblemException(400, "the parameter name is required: the name of the task"));
        StorableText.violation(name, MAX_NAME).ifPresent(violation -> {
            throw new ProblemException(400, "the parameter name " + violation);
        });
        return name;
    }
}
