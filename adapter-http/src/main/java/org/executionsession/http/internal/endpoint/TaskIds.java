package org.executionsession.http.internal.endpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.Bulkhead;

/**
 * The ids of several tasks in a body.
 *
 * @param tasks finds the tasks
 * @param privileges evaluates the privileges of the caller
 * @param body parses the body
 */
record TaskIds(FamilyTasks tasks, EvaluatePrivileges privileges, RequestBody body) {

    /** The maximum number of ids in a body. */
    static final int MAX = 1_000;

    /** For how many tasks an action is called before queued requests run: a thousand starts can take half a minute. */
    private static final int MAX_AT_ONCE = 10;

    /**
     * Calls an action for each task, within a bulkhead. If a task does not exist, or the caller lacks the privilege for one, or the bulkhead
     * is full, the action is called for none.
     */
    void forEach(Privilege privilege, BiConsumer<UUID, Caller> action, Bulkhead bulkhead, ApiRequest request) {
        request.withinYielding(bulkhead, permit -> {
            int called = 0;
            for (UUID id : checked(privilege, request)) {
                if (called > 0 && called % MAX_AT_ONCE == 0) {
                    permit.yieldToOthers();
                }
                call(action, id, request.caller());
                called++;
            }
        });
    }

    private static void call(BiConsumer<UUID, Caller> action, UUID id, Caller caller) {
        try {
            action.accept(id, caller);
        } catch (NotFoundException deleted) {
            // It was deleted in the meantime; the others are not affected.
        }
    }

    private List<UUID> checked(Privilege privilege, ApiRequest request) {
        Map<UUID, Integer> positions = read(body.json(request.context()));
        Caller caller = request.caller();
        Set<UUID> found = new HashSet<>();
        tasks.forEach(Query.of(new Filter.OneOf<>(positions.keySet()), List.of()), caller, task -> {
            check(privilege, task, caller);
            found.add(task.id());
        });
        rejectUnknown(positions, found);
        return List.copyOf(positions.keySet());
    }

    private void check(Privilege privilege, Task task, Caller caller) {
        if (!privileges.evaluate(task, caller).contains(privilege)) {
            throw new AccessDeniedException(privilege, EntityKind.TASK);
        }
    }

    private static void rejectUnknown(Map<UUID, Integer> positions, Set<UUID> found) {
        List<Problem.FieldError> unknown = positions.entrySet().stream()
                .filter(id -> !found.contains(id.getKey()))
                .map(id -> new Problem.FieldError("/" + id.getValue(), "there is no task with the id " + id.getKey()))
                .toList();
        if (!unknown.isEmpty()) {
            throw new ProblemException(404, "there is no task with " + unknown.size() + " of the ids", unknown);
        }
    }

    /** Returns each id with the position at which it is first. */
    private static Map<UUID, Integer> read(Object body) {
        List<Problem.FieldError> errors = new ArrayList<>();
        Map<UUID, Integer> positions = new LinkedHashMap<>();
        if (body instanceof List<?> ids && ids.size() <= MAX) {
            for (int i = 0; i < ids.size(); i++) {
                int position = i;
                Guid.parse(ids.get(i) instanceof String text ? text : "")
                        .ifPresentOrElse(
                                id -> positions.putIfAbsent(id, position),
                                () -> errors.add(new Problem.FieldError(
                                        "/" + position,
                                        "must be a GUID, such as 046b6c7f-0b8a-43b9-b35d-6489e6daee91")));
            }
        } else {
            errors.add(new Problem.FieldError("", "must be an array of at most " + MAX + " elements"));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(400, "the body does not have the form of a list of ids", errors);
        }
        return positions;
    }
}
