package org.executionsession.bootstrap.internal.webhook;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.jspecify.annotations.Nullable;

/** Writes the body of a webhook. It has so few properties that it needs no JSON library. */
final class WebhookBody {

    private final StringBuilder json = new StringBuilder();

    private WebhookBody() {}

    /**
     * Returns the body.
     *
     * @param task the task; null if it was deleted
     */
    static byte[] of(WebhookAction action, TaskRun run, @Nullable Task task) {
        WebhookBody body = new WebhookBody();
        body.json.append("{\"action\":");
        body.text(action.wireName());
        body.property("sessionId").id(run.sessionId());
        body.property("resultId").id(run.resultId());
        body.property("attempt").json.append(run.attempt());
        body.property("task").task(run.taskId(), task);
        return body.json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void task(UUID id, @Nullable Task task) {
        json.append("{\"id\":");
        id(id);
        if (task != null) {
            property("name").text(task.name());
            property("taskType").json.append(task.taskType().number());
            property("app").app(task.app());
        }
        json.append('}');
    }

    private void app(@Nullable AppReference app) {
        if (app == null) {
            json.append("null");
            return;
        }
        json.append("{\"id\":");
        id(app.id());
        property("name").text(app.name());
        json.append('}');
    }

    private WebhookBody property(String name) {
        json.append(",\"").append(name).append("\":");
        return this;
    }

    private void id(@Nullable UUID id) {
        json.append(id == null ? "null" : "\"" + id + "\"");
    }

    private void text(String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
