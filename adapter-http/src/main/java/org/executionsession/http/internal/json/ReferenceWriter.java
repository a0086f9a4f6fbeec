package org.executionsession.http.internal.json;

import static org.executionsession.http.internal.json.JsonFields.code;
import static org.executionsession.http.internal.json.JsonFields.date;
import static org.executionsession.http.internal.json.JsonFields.end;
import static org.executionsession.http.internal.json.JsonFields.id;
import static org.executionsession.http.internal.json.JsonFields.start;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;

/**
 * Writes condensed references of entities (contract, parts 6.4 and 6.5). Every property is present; a missing
 * reference is null.
 */
public final class ReferenceWriter {

    private ReferenceWriter() {}

    /** Writes a reference of any type; null for none. */
    public static void write(Object record, JsonGenerator json) throws IOException {
        if (record == null) {
            json.writeNull();
        } else if (record instanceof TaskReference task) {
            task(task, json);
        } else if (record instanceof TaskOperational operational) {
            operational(operational, json);
        } else if (record instanceof ExecutionResult result) {
            ExecutionResultWriter.nested(result, json);
        } else if (record instanceof ExecutionResultDetail detail) {
            ExecutionResultDetailWriter.condensed(detail, null, json);
        } else if (record instanceof AppReference app) {
            app(app, json);
        } else if (record instanceof StreamReference stream) {
            stream(stream, json);
        } else if (record instanceof SchedulerReference scheduler) {
            scheduler(scheduler, json);
        } else {
            throw new IllegalArgumentException("no entity refers to a " + record.getClass());
        }
    }

    static void scheduler(SchedulerReference scheduler, JsonGenerator json) throws IOException {
        if (start(scheduler, json)) {
            id("id", scheduler.id(), json);
            end(json);
        }
    }

    static void task(TaskReference task, JsonGenerator json) throws IOException {
        if (start(task, json)) {
            id("id", task.id(), json);
            json.writeStringField("name", task.name());
            code("taskType", task.taskType(), json);
            json.writeBooleanField("enabled", task.enabled());
            json.writeNumberField("taskSessionTimeout", task.taskSessionTimeout());
            json.writeNumberField("maxRetries", task.maxRetries());
            json.writeFieldName("operational");
            operational(task.operational(), json);
            end(json);
        }
    }

    static void operational(TaskOperational operational, JsonGenerator json) throws IOException {
        if (start(operational, json)) {
            id("id", operational.id(), json);
            json.writeFieldName("lastExecutionResult");
            ExecutionResultWriter.nested(operational.lastExecutionResult(), json);
            date("nextExecution", operational.nextExecution(), json);
            end(json);
        }
    }

    static void app(AppReference app, JsonGenerator json) throws IOException {
        if (start(app, json)) {
            id("id", app.id(), json);
            AppWriter.shared(app, json);
            end(json);
        }
    }

    static void stream(StreamReference stream, JsonGenerator json) throws IOException {
        if (start(stream, json)) {
            id("id", stream.id(), json);
            json.writeStringField("name", stream.name());
            end(json);
        }
    }
}
