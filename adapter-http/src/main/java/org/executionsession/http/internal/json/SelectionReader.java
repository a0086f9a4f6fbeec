package org.executionsession.http.internal.json;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Selection;

/** Reads a Selection, contract, part 1.3. Clients set its items only. */
public final class SelectionReader {

    private SelectionReader() {}

    public static List<Selection.Item> items(JsonReader json) {
        if (!json.has("items")) {
            json.addError("items", "must be an array of objects with type and objectID");
        }
        return json.list("items", SelectionReader::item);
    }

    /** Reads an item. Returns null and reports an error if a property is missing. */
    private static Selection.Item item(JsonReader json) {
        String type = json.text("type");
        Optional<String> known = Stream.of(EntityKind.values())
                .map(EntityKind::schemaPath)
                .filter(path -> path.equalsIgnoreCase(type))
                .findFirst();
        if (known.isEmpty()) {
            json.addError("type", "must be ExecutionSession, ExecutionResult or ExecutionResult.Detail");
        }
        UUID id = json.id("objectID");
        if (id == null) {
            json.addError("objectID", "is required, as a GUID");
        }
        return known.isEmpty() || id == null ? null : new Selection.Item(known.get(), id);
    }
}
