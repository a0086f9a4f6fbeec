package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.executionsession.domain.model.Selection;

/** Writes a Selection, contract, part 6.5. */
public final class SelectionWriter {

    private SelectionWriter() {}

    public static void write(Selection selection, JsonGenerator json) throws IOException {
        json.writeStartObject();
        JsonFields.id("id", selection.id(), json);
        JsonFields.date("createdDate", selection.createdDate(), json);
        // A selection cannot be updated.
        JsonFields.date("modifiedDate", selection.createdDate(), json);
        json.writeStringField("modifiedByUserName", selection.modifiedByUserName());
        json.writeArrayFieldStart("items");
        for (Selection.Item item : selection.items()) {
            json.writeStartObject();
            json.writeStringField("type", item.type());
            JsonFields.id("objectID", item.objectId(), json);
            json.writeNullField("objectName");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNullField("privileges");
        json.writeStringField("schemaPath", "Selection");
        json.writeEndObject();
    }
}
