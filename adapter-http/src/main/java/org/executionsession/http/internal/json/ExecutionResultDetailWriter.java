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
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;

/** Writes full and condensed details (contract, part 6.3). Every property is present. */
final class ExecutionResultDetailWriter {

    private ExecutionResultDetailWriter() {}

    /** Writes the full entity; {@code privileges} is null unless the request asks for them. */
    static void full(ExecutionResultDetailEntity detail, List<String> privileges, JsonGenerator json)
            throws IOException {
        startFull(detail, json);
        content(detail.detail(), json);
        endFull(detail, privileges, json);
    }

    /** Writes the condensed entity; {@code privileges} is null unless the request asks for them. */
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
