package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.query.text.QrsDate;
import org.jspecify.annotations.Nullable;

/** Writes the changes of a list (contract, part 1.5). */
public final class ChangeWriter {

    private ChangeWriter() {}

    /**
     * Writes a change.
     *
     * @param type the contract's name of the type of the entity
     * @param object the entity; null if it was deleted
     */
    public static void write(Change change, String type, Json.@Nullable Value object, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("changeType", change.entity().type().number());
        json.writeStringField("id", change.entity().id().toString());
        json.writeStringField("type", type);
        json.writeStringField("changeDate", QrsDate.format(change.date()));
        json.writeFieldName("object");
        if (object == null) {
            json.writeNull();
        } else {
            object.writeTo(json);
        }
        json.writeEndObject();
    }
}
