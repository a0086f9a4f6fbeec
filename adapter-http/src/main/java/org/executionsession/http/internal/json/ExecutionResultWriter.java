package org.executionsession.http.internal.json;

import static org.executionsession.http.internal.json.JsonFields.code;
import static org.executionsession.http.internal.json.JsonFields.date;
import static org.executionsession.http.internal.json.JsonFields.end;
import static org.executionsession.http.internal.json.JsonFields.endFull;
import static org.executionsession.http.internal.json.JsonFields.id;
import static org.executionsession.http.internal.json.JsonFields.start;
import static org.executionsession.http.internal.json.JsonFields.startFull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;

/** Writes full and condensed results (contract, part 6.2). Every property is present. */
final class ExecutionResultWriter {

    private ExecutionResultWriter() {}

    /** Writes the full entity; {@code privileges} is null unless the request asks for them. */
    static void full(ExecutionResultEntity result, List<String> privileges, JsonGenerator json) throws IOException {
        startFull(result, json);
        id("taskID", result.origin().taskId(), json);
        id("executionID", result.origin().executionId(), json);
        id("appID", result.origin().appId(), json);
        id("executingNodeID", result.origin().executingNodeId(), json);
        content(result.result(), json);
        endFull(result, privileges, json);
    }

    /** Writes the condensed entity; {@code privileges} is null unless the request asks for them. */
    static void condensed(ExecutionResultEntity result, List<String> privileges, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        id("id", result.id(), json);
        content(result.result(), json);
        end(privileges, json);
    }

    /** Writes the condensed entity as a property of another entity; null if there is none. */
    static void nested(ExecutionResult result, JsonGenerator json) throws IOException {
        if (start(result, json)) {
            id("id", result.id(), json);
            content(result, json);
            end(json);
        }
    }

    private static void content(ExecutionResult result, JsonGenerator json) throws IOException {
        json.writeStringField("executingNodeName", result.executingNodeName());
        code("status", result.status(), json);
        date("startTime", result.startTime(), json);
        date("stopTime", result.stopTime(), json);
        json.writeNumberField("duration", result.duration());
        id("fileReferenceID", result.fileReferenceId(), json);
        json.writeBooleanField("scriptLogAvailable", result.scriptLogAvailable());
        json.writeStringField("scriptLogLocation", result.scriptLogLocation());
        json.writeNumberField("scriptLogSize", result.scriptLogSize());
        json.writeArrayFieldStart("details");
        for (ExecutionResultDetail detail : result.details()) {
            ExecutionResultDetailWriter.condensed(detail, null, json);
        }
        json.writeEndArray();
    }
}
