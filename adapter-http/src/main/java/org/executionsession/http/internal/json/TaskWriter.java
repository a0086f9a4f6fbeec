package org.executionsession.http.internal.json;

import static org.executionsession.http.internal.json.JsonFields.code;
import static org.executionsession.http.internal.json.JsonFields.end;
import static org.executionsession.http.internal.json.JsonFields.endFull;
import static org.executionsession.http.internal.json.JsonFields.id;
import static org.executionsession.http.internal.json.JsonFields.startFull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskType;

/** Writes full and condensed tasks (contract, part 6.4). Every property is present. */
final class TaskWriter {

    /** The app of a reload task without one. Clients read the id of the app of every reload task (case A6). */
    static final AppReference NO_APP = AppReference.builder().build();

    private TaskWriter() {}

    /** Writes the full entity; {@code privileges} is null unless the request asks for them. */
    static void full(Task task, List<String> privileges, JsonGenerator json) throws IOException {
        startFull(task, json);
        shared(task, json);
        own(task, json);
        endFull(task, privileges, json);
    }

    /** Writes the full entity of a task that can have an app. */
    static void fullWithApp(Task task, List<String> privileges, JsonGenerator json) throws IOException {
        startFull(task, json);
        shared(task, json);
        json.writeFieldName("app");
        boolean isMissing = task.app() == null && task.taskType().equals(TaskType.RELOAD);
        ReferenceWriter.app(isMissing ? NO_APP : task.app(), json);
        own(task, json);
        endFull(task, privileges, json);
    }

    /** Writes the condensed entity; {@code privileges} is null unless the request asks for them. */
    static void condensed(Task task, List<String> privileges, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", task.id(), json);
        shared(task, json);
        end(privileges, json);
    }

    private static void shared(Task task, JsonGenerator json) throws IOException {
        json.writeStringField("name", task.name());
        code("taskType", task.taskType(), json);
        json.writeBooleanField("enabled", task.content().enabled());
        json.writeNumberField("taskSessionTimeout", task.content().taskSessionTimeout());
        json.writeNumberField("maxRetries", task.content().maxRetries());
        json.writeFieldName("operational");
        ReferenceWriter.operational(task.operational(), json);
    }

    private static void own(Task task, JsonGenerator json) throws IOException {
        json.writeBooleanField("isManuallyTriggered", task.content().manuallyTriggered());
        json.writeStringField("webhookUrl", task.content().webhookUrl());
        // Clients iterate over both lists. The server has neither tags nor custom properties.
        for (String list : List.of("tags", "customProperties")) {
            json.writeArrayFieldStart(list);
            json.writeEndArray();
        }
    }
}
