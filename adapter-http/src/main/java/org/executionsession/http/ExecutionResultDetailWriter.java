package org.executionsession.http;

import static org.executionsession.http.JsonParts.code;
import static org.executionsession.http.JsonParts.date;
import static org.executionsession.http.JsonParts.end;
import static org.executionsession.http.JsonParts.endFull;
import static org.executionsession.http.JsonParts.id;
import static org.executionsession.http.JsonParts.startFull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.RecordedDetail;

/** Writes details in the two shapes of the contract, part 6.3: every property present. */
final class ExecutionResultDetailWriter {

    private ExecutionResultDetailWriter() {}

    /** The full entity; privileges null when nobody asked for them. */
    static void full(RecordedDetail detail, List<String> privileges, JsonGenerator json) throws IOException {
        startFull(detail, json);
        content(detail.detail(), json);
        endFull(EntityKind.DETAIL, privileges, json);
    }

    /** The condensed entity; privileges null when nobody asked for them. */
    static void condensed(ExecutionResultDetail detail, List<String> privileges, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        id("id", detail.id(), json);
        content(detail, json);
        end(privileges, json);
    }

    private static void content(ExecutionResultDetail detail, JsonGenerator json) throws IOException {
        code("detailsType", detail.detailsType(), json);
        json.writeStringField("message", detail.message());
        date("detailCreatedDate", detail.detailCreatedDate(), json);
    }
}
