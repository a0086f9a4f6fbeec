package org.executionsession.http.internal.json;

import static org.executionsession.http.internal.json.JsonFields.code;
import static org.executionsession.http.internal.json.JsonFields.date;
import static org.executionsession.http.internal.json.JsonFields.id;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.executionsession.domain.model.AttemptSummary;
import org.executionsession.domain.model.DurationSummary;
import org.executionsession.domain.model.TaskAttempt;
import org.executionsession.domain.model.TaskStatistics;

/** Writes the statistics of tasks. Durations are in milliseconds; unknown ones are null. */
public final class TaskStatisticsWriter {

    private TaskStatisticsWriter() {}

    /** Writes the statistics of a task; {@code privileges} is null unless the request asks for them. */
    public static void write(TaskStatistics statistics, List<String> privileges, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        id("id", statistics.task().id(), json);
        json.writeStringField("name", statistics.task().name());
        code("taskType", statistics.task().taskType(), json);
        json.writeBooleanField("enabled", statistics.task().content().enabled());
        json.writeBooleanField("recorded", statistics.task().recorded());
        json.writeArrayFieldStart("attempts");
        for (TaskAttempt attempt : statistics.attempts()) {
            attempt(attempt, json);
        }
        json.writeEndArray();
        summary("recent", statistics.recent(), json);
        summary("earlier", statistics.earlier(), json);
        json.writeFieldName("privileges");
        JsonFields.textsOrNull(privileges, json);
        json.writeStringField("schemaPath", "TaskStatistics");
        json.writeEndObject();
    }

    private static void attempt(TaskAttempt attempt, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", attempt.id(), json);
        id("executionID", attempt.executionId(), json);
        code("status", attempt.status(), json);
        date("createdDate", attempt.createdDate(), json);
        date("startTime", attempt.startTime(), json);
        date("stopTime", attempt.stopTime(), json);
        millis("queueTime", attempt.queueTime(), json);
        millis("runTime", attempt.runTime(), json);
        json.writeEndObject();
    }

    private static void summary(String name, AttemptSummary summary, JsonGenerator json) throws IOException {
        json.writeFieldName(name);
        if (summary == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeNumberField("ended", summary.ended());
        json.writeNumberField("succeeded", summary.succeeded());
        durations("queueTime", summary.queueTime(), json);
        durations("runTime", summary.runTime(), json);
        json.writeEndObject();
    }

    private static void durations(String name, DurationSummary durations, JsonGenerator json) throws IOException {
        json.writeFieldName(name);
        if (durations == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeNumberField("count", durations.count());
        json.writeNumberField("median", durations.median().toMillis());
        json.writeNumberField("p95", durations.p95().toMillis());
        json.writeEndObject();
    }

    private static void millis(String name, Optional<Duration> duration, JsonGenerator json) throws IOException {
        json.writeFieldName(name);
        if (duration.isPresent()) {
            json.writeNumber(duration.get().toMillis());
        } else {
            json.writeNull();
        }
    }
}
