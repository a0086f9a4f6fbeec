package org.executionsession.http.internal.json;

import java.time.Instant;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * Reads a task (contract, part 6.4). The last result, tags, custom properties and what the server sets are ignored. Without {@code
 * enabled} and {@code taskSessionTimeout}, the task has the defaults of its draft.
 */
final class TaskReader {

    private TaskReader() {}

    /** Reads a task of a type; null for any type. */
    static TaskDraft draft(JsonReader json, @Nullable TaskType type) {
        TaskDraft.Builder draft = TaskDraft.builder()
                .id(json.id("id"))
                .name(json.text("name"))
                .taskType(type(json, type))
                .maxRetries(json.integer("maxRetries"))
                .manuallyTriggered(json.flag("isManuallyTriggered"))
                .nextExecution(json.object("operational", TaskReader::nextExecution))
                .webhookUrl(json.text("webhookUrl"));
        if (json.has("enabled")) {
            draft.enabled(json.flag("enabled"));
        }
        if (json.has("taskSessionTimeout")) {
            draft.taskSessionTimeout(json.integer("taskSessionTimeout"));
        }
        if (type == null || type.equals(TaskType.RELOAD)) {
            AppReference app = json.object("app", ExecutionSessionReader::app);
            draft.app(TaskWriter.NO_APP.equals(app) ? null : app);
        }
        return draft.build();
    }

    private static @Nullable TaskType type(JsonReader json, @Nullable TaskType required) {
        TaskType given = json.code("taskType", TaskType.KNOWN, TaskType::new);
        if (required != null && given != null && !given.equals(required)) {
            json.addError("taskType", "must be " + required.number() + ", the type of the tasks of this path");
        }
        return required == null ? given : required;
    }

    /** Reads what the scheduler of the host says; the server knows the rest of the state. */
    private static @Nullable Instant nextExecution(JsonReader operational) {
        return operational.date("nextExecution");
    }
}
