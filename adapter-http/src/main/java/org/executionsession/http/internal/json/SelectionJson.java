package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Selection;

/** Reads and writes a Selection as JSON (contract, part 6.5). */
public final class SelectionJson {

    /** The types of items. A task has two: that of its kind, and that of its work. */
    private static final List<String> TYPES = Stream.concat(
                    Stream.of(EntityKind.values()).map(EntityKind::schemaPath),
                    Stream.of("ReloadTask", "ExternalProgramTask", "UserSyncTask"))
            .toList();

    private SelectionJson() {}

    /** Reads the items, which are all that clients set. */
    public static List<Selection.Item> items(JsonReader json) {
        if (!json.has("items")) {
            json.addError("items", "must be an array of objects with type and objectID");
        }
        return json.list("items", SelectionJson::item);
    }

    /** Reads an item. Returns null and reports an error if a property is missing. */
    private static Selection.Item item(JsonReader json) {
        String type = json.text("type");
        Optional<String> known =
                TYPES.stream().filter(path -> path.equalsIgnoreCase(type)).findFirst();
        if (known.isEmpty()) {
            json.addError("type", "must be one of " + String.join(", ", TYPES));
        }
        UUID id = json.id("objectID");
        if (id == null) {
            json.addError("objectID", "is required, as a GUID");
        }
        return known.isEmpty() || id == null ? null : new Selection.Item(known.get(), id);
    }

    /** Writes the selection with its items. */
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
