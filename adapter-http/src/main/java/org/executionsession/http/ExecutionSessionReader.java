package org.executionsession.http;

import com.fasterxml.jackson.databind.JsonNode;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppAvailabilityStatus;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;

/**
 * Reads the contract's ExecutionSession, part 6, into a draft. What the server says (createdDate, modifiedDate,
 * modifiedByUserName, schemaPath) and privileges are not read: a caller's values for them do not count.
 */
final class ExecutionSessionReader {

    private ExecutionSessionReader() {}

    /** The draft; throws a problem with all faults when the body does not have the contract's form. */
    static ExecutionSessionDraft read(JsonNode body) {
        return JsonObject.read(body, ExecutionSessionReader::draft);
    }

    private static ExecutionSessionDraft draft(JsonObject json) {
        return ExecutionSessionDraft.builder()
                .id(json.id("id"))
                .executingNode(json.object("executingNode", node -> new SchedulerReference(node.id("id"))))
                .executionResult(json.object("executionResult", ExecutionSessionReader::result))
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

    private static ExecutionResult result(JsonObject json) {
        return ExecutionResult.builder()
                .id(json.id("id"))
                .executingNodeName(json.text("executingNodeName"))
                .status(json.code("status", TaskExecutionStatus.KNOWN, TaskExecutionStatus::new))
                .startTime(json.date("startTime"))
                .stopTime(json.date("stopTime"))
                .duration(json.integer("duration"))
                .fileReferenceId(json.id("fileReferenceID"))
                .scriptLogAvailable(json.flag("scriptLogAvailable"))
                .scriptLogLocation(json.text("scriptLogLocation"))
                .scriptLogSize(json.longInteger("scriptLogSize"))
                .details(json.list("details", ExecutionSessionReader::detail))
                .build();
    }

    private static ExecutionResultDetail detail(JsonObject json) {
        return new ExecutionResultDetail(
                json.id("id"),
                json.code("detailsType", DetailsType.KNOWN, DetailsType::new),
                json.text("message"),
                json.date("detailCreatedDate"));
    }

    private static TaskReference task(JsonObject json) {
        return new TaskReference(
                json.id("id"),
                json.text("name"),
                json.code("taskType", TaskType.KNOWN, TaskType::new),
                json.flag("enabled"),
                json.integer("taskSessionTimeout"),
                json.integer("maxRetries"),
                json.object("operational", ExecutionSessionReader::operational));
    }

    private static TaskOperational operational(JsonObject json) {
        return new TaskOperational(
                json.id("id"),
                json.object("lastExecutionResult", ExecutionSessionReader::result),
                json.date("nextExecution"));
    }

    private static AppReference app(JsonObject json) {
        return new AppReference(
                json.id("id"),
                json.text("name"),
                json.text("appId"),
                json.date("publishTime"),
                json.flag("published"),
                json.object("stream", stream -> new StreamReference(stream.id("id"), stream.text("name"))),
                json.text("savedInProductVersion"),
                json.text("migrationHash"),
                json.code("availabilityStatus", AppAvailabilityStatus.KNOWN, AppAvailabilityStatus::new));
    }
}
