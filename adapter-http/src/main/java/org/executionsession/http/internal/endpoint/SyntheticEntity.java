package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.query.text.QrsDate;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonFields;

/**
 * The common values of the entities of a selection (contract, part 1.3): each property has its value, or is marked as
 * different. Entities are added one by one, so that they are not all in memory at once.
 */
final class SyntheticEntity<E extends AuditedEntity> {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The properties that clients cannot change: the id and what the server sets. */
    private static final Set<String> FIXED =
            Set.of("id", "createdDate", "modifiedDate", "modifiedByUserName", "schemaPath", "privileges");

    /** The property with the latest date, against which an edit is checked. */
    static final String MODIFIED_DATE = "modifiedDate";

    private final EntityResource<E, ?> resource;
    private final Map<String, JsonNode> values = new LinkedHashMap<>();
    private final Set<String> different = new HashSet<>();
    private Set<Privilege> access = EnumSet.allOf(Privilege.class);
    private Instant latest;

    SyntheticEntity(EntityResource<E, ?> resource) {
        this.resource = resource;
    }

    /** Returns the names of the properties that a caller can change, case-insensitively. */
    static <E extends AuditedEntity> Set<String> changeable(EntityResource<E, ?> resource) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        tree(resource.blank(UUID.randomUUID(), Instant.EPOCH), resource)
                .fieldNames()
                .forEachRemaining(names::add);
        names.removeAll(FIXED);
        names.removeAll(resource.fixedProperties());
        return names;
    }

    /** Adds an entity and the privileges of the caller for it. */
    void add(E entity, Set<Privilege> allowed) {
        boolean first = latest == null;
        tree(entity, resource).forEachEntry((name, value) -> {
            if (FIXED.contains(name)) {
                return;
            }
            if (first) {
                values.put(name, value);
            } else if (!value.equals(values.get(name)) && different.add(name)) {
                values.put(name, null);
            }
        });
        if (!first && !entity.modifiedDate().equals(latest)) {
            different.add(MODIFIED_DATE);
        }
        latest = first || entity.modifiedDate().isAfter(latest) ? entity.modifiedDate() : latest;
        access.retainAll(allowed);
    }

    void write(JsonGenerator json) throws IOException {
        String type = resource.schemaPath();
        json.writeStartObject();
        json.writeStringField("name", type);
        json.writeStringField("type", type);
        JsonFields.date("latestModifiedDate", latest, json);
        json.writeFieldName("access");
        JsonFields.texts(latest == null ? List.of() : PrivilegeNames.of(access), json);
        json.writeArrayFieldStart("children");
        json.writeEndArray();
        json.writeArrayFieldStart("properties");
        for (Map.Entry<String, JsonNode> value : values.entrySet()) {
            property(
                    value.getKey(),
                    value.getValue() == null ? "null" : value.getValue().toString(),
                    json);
        }
        if (latest != null) {
            property(MODIFIED_DATE, '"' + QrsDate.format(latest) + '"', json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void property(String name, String value, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeFieldName("value");
        json.writeRawValue(value);
        json.writeBooleanField("valueisdifferent", different.contains(name));
        json.writeBooleanField("valueismodified", false);
        json.writeEndObject();
    }

    private static <E extends AuditedEntity> JsonNode tree(E entity, EntityResource<E, ?> resource) {
        try {
            return MAPPER.readTree(Json.write(json -> resource.json().full(entity, null, json)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
