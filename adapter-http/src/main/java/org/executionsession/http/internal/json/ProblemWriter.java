package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.eclipse.jetty.http.HttpStatus;

/** Writes problems as {@code application/problem+json}. */
public final class ProblemWriter {

    public static final String CONTENT_TYPE = "application/problem+json";

    private ProblemWriter() {}

    /**
     * Writes a problem.
     *
     * @param requestId the id of the request; null for none
     */
    public static byte[] write(Problem problem, String requestId) {
        return Json.write(json -> write(problem, requestId, json));
    }

    private static void write(Problem problem, String requestId, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "about:blank");
        json.writeStringField("title", HttpStatus.getMessage(problem.status()));
        json.writeNumberField("status", problem.status());
        json.writeStringField("detail", problem.detail());
        if (requestId != null) {
            json.writeStringField("requestId", requestId);
        }
        json.writeArrayFieldStart("errors");
        for (Problem.FieldError error : problem.errors()) {
            json.writeStartObject();
            json.writeStringField("pointer", error.pointer());
            json.writeStringField("message", error.message());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
