package org.executionsession.http.internal.endpoint;

import io.javalin.http.HandlerType;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonReader;

/**
 * The endpoints that create or update a task together with its triggers (contract, part 1.4). The triggers in the body are ignored,
 * because the scheduler of the host has them.
 */
final class TaskBundleEndpoints {

    private static final String TASK = "task";

    private final TaskResource resource;
    private final PrivilegeNames privileges;
    private final RequestBody body;

    TaskBundleEndpoints(TaskResource resource, PrivilegeNames privileges, RequestBody body) {
        this.resource = resource;
        this.privileges = privileges;
        this.body = body;
    }

    void addTo(Routes routes) {
        String create = resource.path() + "/create";
        routes.post(create, this::create);
        routes.require(HandlerType.POST, create, EntityKind.TASK, Privilege.CREATE);
        String update = resource.path() + "/update";
        routes.post(update, this::update);
        routes.require(HandlerType.POST, update, EntityKind.TASK, Privilege.UPDATE, Privilege.READ);
    }

    private void create(ApiRequest request) {
        TaskDraft draft = task(body.json(request.context()), false, null).draft();
        try {
            Task task = resource.create(draft, request.caller(), IdempotencyHeader.of(request.context()));
            request.respondCreated(resource.path(), task.id(), full(task, request));
        } catch (DuplicateIdException inUse) {
            throw CrudController.inUse(inUse, List.of("/task/id"));
        } catch (InvalidDraftException invalid) {
            throw inBody(invalid);
        }
    }

    private void update(ApiRequest request) {
        Object json = body.json(request.context());
        UpdateBody<TaskDraft> given = task(json, true, null);
        UUID id = resource.idOf(given.draft());
        UpdateBody<TaskDraft> change = resource.findKept(id, request.caller())
                .map(stored -> task(json, true, stored))
                .orElse(given);
        try {
            Task task = resource.update(id, change.draft(), change.basedOn(), request.caller());
            request.respond(200, full(task, request));
        } catch (InvalidDraftException invalid) {
            throw inBody(invalid);
        }
    }

    private UpdateBody<TaskDraft> task(Object bundle, boolean needsId, Task stored) {
        return JsonReader.read("a task with its triggers", bundle, json -> {
            if (!json.has(TASK)) {
                json.addError(TASK, "is required");
            }
            return json.object(TASK, task -> task(task, needsId, stored));
        });
    }

    private UpdateBody<TaskDraft> task(JsonReader json, boolean needsId, Task stored) {
        UpdateBody<TaskDraft> update = UpdateBody.read(json, resource, stored);
        if (needsId && update.draft().id() == null) {
            json.addError("id", "is required, as a GUID");
        }
        return update;
    }

    private Json.Value full(Task task, ApiRequest request) {
        return json -> resource.json().full(task, privileges.of(task, request), json);
    }

    /** Returns the rejection with paths that point into the body. */
    private static InvalidDraftException inBody(InvalidDraftException rejection) {
        return new InvalidDraftException(rejection.violations().stream()
                .map(violation -> new Violation(
                        Stream.concat(Stream.of(TASK), violation.path().stream())
                                .toList(),
                        violation.message()))
                .toList());
    }
}
