package org.executionsession.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Code;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;

/**
 * Writes sessions as the contract's ExecutionSession, part 6: every property present, codes as numbers, dates and "no
 * date" by {@link WireDate}, "no id" as the zero GUID, privileges of nested objects null.
 */
final class ExecutionSessionWriter {

    private ExecutionSessionWriter() {}

    /** The full entity; privileges null when nobody asked for them. */
    static byte[] full(ExecutionSession session, List<String> privileges) {
        return Json.write(json -> full(session, privileges, json));
    }

    private static void full(ExecutionSession session, List<String> privileges, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", session.id(), json);
        date("createdDate", session.createdDate(), json);
        date("modifiedDate", session.modifiedDate(), json);
        json.writeStringField("modifiedByUserName", session.modifiedByUserName());
        scheduler(session.executingNode(), json);
        result("executionResult", session.executionResult(), json);
        date("abortAt", session.abortAt(), json);
        code("abortReason", session.abortReason(), json);
        task("reloadTask", session.reloadTask(), json);
        task("userSyncTask", session.userSyncTask(), json);
        task("externalProgramTask", session.externalProgramTask(), json);
        json.writeNumberField("retries", session.retries());
        json.writeStringField("user", session.user());
        app(session.app(), json);
        privileges(privileges, json);
        json.writeStringField("schemaPath", "ExecutionSession");
        json.writeEndObject();
    }

    private static void scheduler(SchedulerReference scheduler, JsonGenerator json) throws IOException {
        if (start("executingNode", scheduler, json)) {
            id("id", scheduler.id(), json);
            end(json);
        }
    }

    private static void result(String name, ExecutionResult result, JsonGenerator json) throws IOException {
        if (start(name, result, json)) {
            id("id", result.id(), json);
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
                detail(detail, json);
            }
            json.writeEndArray();
            end(json);
        }
    }

    private static void detail(ExecutionResultDetail detail, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", detail.id(), json);
        code("detailsType", detail.detailsType(), json);
        json.writeStringField("message", detail.message());
        date("detailCreatedDate", detail.detailCreatedDate(), json);
        end(json);
    }

    private static void task(String name, TaskReference task, JsonGenerator json) throws IOException {
        if (start(name, task, json)) {
            id("id", task.id(), json);
            json.writeStringField("name", task.name());
            code("taskType", task.taskType(), json);
            json.writeBooleanField("enabled", task.enabled());
            json.writeNumberField("taskSessionTimeout", task.taskSessionTimeout());
            json.writeNumberField("maxRetries", task.maxRetries());
            operational(task.operational(), json);
            end(json);
        }
    }

    private static void operational(TaskOperational operational, JsonGenerator json) throws IOException {
        if (start("operational", operational, json)) {
            id("id", operational.id(), json);
            result("lastExecutionResult", operational.lastExecutionResult(), json);
            date("nextExecution", operational.nextExecution(), json);
            end(json);
        }
    }

    private static void app(AppReference app, JsonGenerator json) throws IOException {
        if (start("app", app, json)) {
            id("id", app.id(), json);
            json.writeStringField("name", app.name());
            json.writeStringField("appId", app.appId());
            date("publishTime", app.publishTime(), json);
            json.writeBooleanField("published", app.published());
            stream(app.stream(), json);
            json.writeStringField("savedInProductVersion", app.savedInProductVersion());
            json.writeStringField("migrationHash", app.migrationHash());
            code("availabilityStatus", app.availabilityStatus(), json);
            end(json);
        }
    }

    private static void stream(StreamReference stream, JsonGenerator json) throws IOException {
        if (start("stream", stream, json)) {
            id("id", stream.id(), json);
            json.writeStringField("name", stream.name());
            end(json);
        }
    }

    /** Opens a nested object; writes null instead, and says so, when there is none. */
    private static boolean start(String name, Object value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNullField(name);
            return false;
        }
        json.writeObjectFieldStart(name);
        return true;
    }

    private static void end(JsonGenerator json) throws IOException {
        json.writeNullField("privileges");
        json.writeEndObject();
    }

    private static void id(String name, UUID id, JsonGenerator json) throws IOException {
        json.writeStringField(name, Guid.format(id));
    }

    private static void date(String name, Instant date, JsonGenerator json) throws IOException {
        json.writeStringField(name, WireDate.format(date));
    }

    private static void code(String name, Code code, JsonGenerator json) throws IOException {
        json.writeNumberField(name, code.number());
    }

    private static void privileges(List<String> privileges, JsonGenerator json) throws IOException {
        if (privileges == null) {
            json.writeNullField("privileges");
            return;
        }
        json.writeArrayFieldStart("privileges");
        for (String privilege : privileges) {
            json.writeString(privilege);
        }
        json.writeEndArray();
    }
}
