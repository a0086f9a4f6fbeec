package org.executionsession.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.executionsession.domain.model.Selection;

/** Writes the contract's Selection, part 6.5. */
final class SelectionWriter {

    private SelectionWriter() {}

    static void write(Selection selection, JsonGenerator json) throws IOException {
        json.writeStartObject();
        JsonParts.id("id", selection.id(), json);
        JsonParts.date("createdDate", selection.createdDate(), json);
        // A selection is never changed.
        JsonParts.date("modifiedDate", selection.createdDate(), json);
        json.writeStringField("modifiedByUserName", selection.modifiedByUserName());
        json.writeArrayFieldStart("items");
        for (Selection.Item item : selection.items()) {
            json.writeStartObject();
            json.writeStringField("type", item.type());
            JsonParts.id("objectID", item.objectId(), json);
            json.writeNullField("objectName");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNullField("privileges");
        json.writeStringField("schemaPath", "Selection");
        json.writeEndObject();
    }
}
