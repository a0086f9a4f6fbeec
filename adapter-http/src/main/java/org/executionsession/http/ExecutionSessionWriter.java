package org.executionsession.http;

import static org.executionsession.http.JsonParts.code;
import static org.executionsession.http.JsonParts.date;
import static org.executionsession.http.JsonParts.end;
import static org.executionsession.http.JsonParts.endFull;
import static org.executionsession.http.JsonParts.id;
import static org.executionsession.http.JsonParts.start;
import static org.executionsession.http.JsonParts.startFull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;

/** Writes sessions in the two shapes of the contract, part 6.1: every property present. */
final class ExecutionSessionWriter {

    private ExecutionSessionWriter() {}

    /** The full entity; privileges null when nobody asked for them. */
    static void full(ExecutionSession session, List<String> privileges, JsonGenerator json) throws IOException {
        startFull(session, json);
        shared(session, json);
        json.writeNumberField("retries", session.retries());
        json.writeStringField("user", session.user());
        app(session.app(), json);
        endFull(EntityKind.SESSION, privileges, json);
    }

    /** The condensed entity; privileges null when nobody asked for them. */
    static void condensed(ExecutionSession session, List<String> privileges, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", session.id(), json);
        shared(session, json);
        end(privileges, json);
    }

    private static void shared(ExecutionSession session, JsonGenerator json) throws IOException {
        scheduler(session.executingNode(), json);
        ExecutionResultWriter.nested("executionResult", session.executionResult(), json);
        date("abortAt", session.abortAt(), json);
        code("abortReason", session.abortReason(), json);
        task("reloadTask", session.reloadTask(), json);
        task("userSyncTask", session.userSyncTask(), json);
        task("externalProgramTask", session.externalProgramTask(), json);
    }

    private static void scheduler(SchedulerReference scheduler, JsonGenerator json) throws IOException {
        if (start("executingNode", scheduler, json)) {
            id("id", scheduler.id(), json);
            end(json);
        }
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
            ExecutionResultWriter.nested("lastExecutionResult", operational.lastExecutionResult(), json);
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
}
