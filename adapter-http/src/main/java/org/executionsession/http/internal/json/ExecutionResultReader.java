package org.executionsession.http.internal.json;

import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;

/** Reads the contract's ExecutionResult, part 6.2; what the server says of it is not read. */
public final class ExecutionResultReader {

    private ExecutionResultReader() {}

    public static ExecutionResultDraft draft(JsonReader json) {
        ResultOrigin origin = new ResultOrigin(
                json.id("executionID"), json.id("taskID"), json.id("appID"), json.id("executingNodeID"));
        return new ExecutionResultDraft(origin, content(json));
    }

    /** What a result holds wherever it is, also as the property of a session. */
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
                .details(json.list("details", ExecutionResultReader::element))
                .reference(json.isReference())
                .build();
    }

    /** The same for the property of a session; null when nothing is said of it. */
    static ExecutionResult ofSession(JsonReader json) {
        ExecutionResult content = content(json);
        return content.id() == null && !json.saysMoreThanTheId() ? null : content;
    }

    /** A client of QRS sends each detail in an object of its own (contract, part 5.2): it is taken out of there. */
    private static ExecutionResultDetail element(JsonReader json) {
        return json.holdsObject("details")
                ? json.object("details", ExecutionResultDetailReader::draft)
                : ExecutionResultDetailReader.draft(json);
    }
}
