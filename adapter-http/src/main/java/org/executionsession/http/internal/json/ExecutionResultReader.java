package org.executionsession.http.internal.json;

import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;

/** Reads an ExecutionResult (contract, part 6.2). Properties that the server sets are ignored. */
final class ExecutionResultReader {

    private ExecutionResultReader() {}

    static ExecutionResultDraft draft(JsonReader json) {
        ResultOrigin origin = new ResultOrigin(
                json.id("executionID"), json.id("taskID"), json.id("appID"), json.id("executingNodeID"));
        return new ExecutionResultDraft(origin, content(json));
    }

    /** Reads the properties of a result, as an entity or within a session. */
    static ExecutionResult content(JsonReader json) {
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
                .details(json.listUpTo(
                        "details",
                        ExecutionResult.DETAILS_MAX,
                        ExecutionResult.DETAILS_OF_REQUEST_MAX,
                        ExecutionResultReader::element))
                .reference(json.isReference())
                .build();
    }

    /** Reads the result of a session; null if the object has no properties. */
    static ExecutionResult ofSession(JsonReader json) {
        ExecutionResult content = content(json);
        return content.id() == null && !json.saysMoreThanTheId() ? null : content;
    }

    /** Reads a detail. Some clients of QRS wrap each detail in an object (contract, part 5.2). */
    private static ExecutionResultDetail element(JsonReader json) {
        return json.holdsObject("details")
                ? json.object("details", ExecutionResultDetailReader::draft)
                : ExecutionResultDetailReader.draft(json);
    }
}
