package org.executionsession.http.internal.json;

import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * Reads a task (contract, part 6.4). The last result, tags, custom properties and what the server sets are ignored. An update
 * keeps what typed clients of QRS may leave out: whether the task is enabled, its timeout, and what only this server stores.
 */
final class TaskReader {

    private TaskReader() {}

    /**
     * Reads a task.
     *
     * @param type the type of the task; null for any type
     * @param stored the task that is updated; null if a task is created, so that it has the defaults of a draft
     */
    static TaskDraft draft(JsonReader json, @Nullable TaskType type, @Nullable Task stored) {
        TaskDraft kept = stored == null ? TaskDraft.builder().build() : stored.content();
        TaskDraft.Builder draft = TaskDraft.builder()
                .id(json.id("id"))
                .name(json.text("name"))
                .taskType(type(json, type))
                .maxRetries(json.integer("maxRetries"))
                .manuallyTriggered(json.flag("isManuallyTriggered"))
                .enabled(json.has("enabled") ? json.flag("enabled") : kept.enabled())
                .taskSessionTimeout(
                        json.has("taskSessionTimeout") ? json.integer("taskSessionTimeout") : kept.taskSessionTimeout())
                .webhookUrl(json.has("webhookUrl") ? json.text("webhookUrl") : kept.webhookUrl())
                .nextExecution(kept.nextExecution());
        json.object("operational", operational -> nextExecution(operational, draft));
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
    private static TaskDraft.Builder nextExecution(JsonReader operational, TaskDraft.Builder draft) {
        return operational.has("nextExecution") ? draft.nextExecution(operational.date("nextExecution")) : draft;
    }
}
