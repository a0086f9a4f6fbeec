package org.executionsession.http.internal.json;

import static org.executionsession.http.internal.json.JsonFields.code;
import static org.executionsession.http.internal.json.JsonFields.date;
import static org.executionsession.http.internal.json.JsonFields.end;
import static org.executionsession.http.internal.json.JsonFields.endFull;
import static org.executionsession.http.internal.json.JsonFields.id;
import static org.executionsession.http.internal.json.JsonFields.startFull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.executionsession.domain.model.ExecutionSession;

/** Writes full and condensed sessions (contract, part 6.1). Every property is present. */
final class ExecutionSessionWriter {

    private ExecutionSessionWriter() {}

    /** Writes the full entity; {@code privileges} is null unless the request asks for them. */
    static void full(ExecutionSession session, List<String> privileges, JsonGenerator json) throws IOException {
        startFull(session, json);
        shared(session, json);
        json.writeNumberField("retries", session.retries());
        json.writeStringField("user", session.user());
        json.writeFieldName("app");
        ReferenceWriter.app(session.app(), json);
        endFull(session, privileges, json);
    }

    /** Writes the condensed entity; {@code privileges} is null unless the request asks for them. */
    static void condensed(ExecutionSession session, List<String> privileges, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", session.id(), json);
        shared(session, json);
        end(privileges, json);
    }

    private static void shared(ExecutionSession session, JsonGenerator json) throws IOException {
        json.writeFieldName("executingNode");
        ReferenceWriter.scheduler(session.executingNode(), json);
        json.writeFieldName("executionResult");
        ExecutionResultWriter.nested(session.executionResult(), json);
        date("abortAt", session.abortAt(), json);
        code("abortReason", session.abortReason(), json);
        json.writeFieldName("reloadTask");
        ReferenceWriter.task(session.reloadTask(), json);
        json.writeFieldName("userSyncTask");
        ReferenceWriter.task(session.userSyncTask(), json);
        json.writeFieldName("externalProgramTask");
        ReferenceWriter.task(session.externalProgramTask(), json);
    }
}
