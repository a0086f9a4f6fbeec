package org.executionsession.http.internal.json;

import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppAvailabilityStatus;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;

/**
 * Reads an ExecutionSession (contract, part 6) into a draft. Properties that the server sets (createdDate,
 * modifiedDate, modifiedByUserName, schemaPath) and privileges are ignored. An object with only an id is a reference
 * to a stored entity.
 */
final class ExecutionSessionReader {

    private ExecutionSessionReader() {}

    static ExecutionSessionDraft draft(JsonReader json) {
        return ExecutionSessionDraft.builder()
                .id(json.id("id"))
                .executingNode(json.object("executingNode", node -> new SchedulerReference(node.id("id"))))
                .executionResult(json.object("executionResult", ExecutionResultReader::ofSession))
                .abortAt(json.date("abortAt"))
                .abortReason(json.code("abortReason", AbortReason.KNOWN, AbortReason::new))
                .reloadTask(json.object("reloadTask", ExecutionSessionReader::task))
                .userSyncTask(json.object("userSyncTask", ExecutionSessionReader::task))
                .externalProgramTask(json.object("externalProgramTask", ExecutionSessionReader::task))
                .retries(json.integer("retries"))
                .user(json.text("user"))
                .app(json.object("app", ExecutionSessionReader::app))
                .build();
    }

    private static TaskReference task(JsonReader json) {
        return new TaskReference(
                json.id("id"),
                json.text("name"),
                json.code("taskType", TaskType.KNOWN, TaskType::new),
                json.flag("enabled"),
                json.integer("taskSessionTimeout"),
                json.integer("maxRetries"),
                json.object("operational", ExecutionSessionReader::operational),
                json.isReference());
    }

    private static TaskOperational operational(JsonReader json) {
        return new TaskOperational(
                json.id("id"),
                json.object("lastExecutionResult", ExecutionResultReader::content),
                json.date("nextExecution"),
                json.isReference());
    }

    static AppReference app(JsonReader json) {
        return new AppReference(
                json.id("id"),
                json.text("name"),
                json.text("appId"),
                json.date("publishTime"),
                json.flag("published"),
                json.object(
                        "stream",
                        stream -> new StreamReference(stream.id("id"), stream.text("name"), stream.isReference())),
                json.text("savedInProductVersion"),
                json.text("migrationHash"),
                json.code("availabilityStatus", AppAvailabilityStatus.KNOWN, AppAvailabilityStatus::new),
                json.isReference());
    }
}
