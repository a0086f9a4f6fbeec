package org.executionsession.http.internal.watch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonFields;

/** A change with the entity as it is now, for all streams that have it. Only the thread of an {@link EventPump} uses it. */
final class StreamedChange {

    /** Why there is a deletion of an entity that still exists. */
    private static final String FILTER = "filter";

    private final EventId id;
    private final ChangeType type;
    private final EntityKind kind;
    private final UUID entityId;
    private final Instant date;
    private final Set<String> properties;
    private final AuditedEntity entity;

    private byte[] event;
    private byte[] deletion;

    /**
     * Creates a change.
     *
     * @param properties the changed properties; empty if they are not known
     * @param entity null if it does not exist any more
     */
    StreamedChange(
            EventId id,
            ChangeType type,
            EntityKind kind,
            UUID entityId,
            Instant date,
            Set<String> properties,
            AuditedEntity entity) {
        this.id = id;
        this.type = type;
        this.kind = kind;
        this.entityId = entityId;
        this.date = date;
        this.properties = properties;
        this.entity = entity;
    }

    EventId id() {
        return id;
    }

    /** Returns the event for a stream; null if it gets none. */
    byte[] event(EventSelection selection) {
        EventFilter<?> filter = selection.filters().get(kind);
        if (filter == null) {
            return null;
        }
        if (type == ChangeType.DELETE) {
            return deletion(null);
        }
        if (entity == null) {
            // Its deletion follows.
            return null;
        }
        if (filter.matches(entity)) {
            return event(filter.kind());
        }
        return type == ChangeType.UPDATE && filter.mayHaveMatched(properties) ? deletion(FILTER) : null;
    }

    private byte[] event(EventKind<?> ofKind) {
        if (event == null) {
            event = bytes(type, json -> {
                json.writeFieldName("object");
                ofKind.condensed(entity).writeTo(json);
            });
        }
        return event;
    }

    private byte[] deletion(String reason) {
        if (deletion == null) {
            deletion = bytes(ChangeType.DELETE, json -> {
                if (reason != null) {
                    json.writeStringField("reason", reason);
                }
            });
        }
        return deletion;
    }

    private byte[] bytes(ChangeType shown, Json.Value rest) {
        byte[] data = Json.write(json -> {
            json.writeStartObject();
            json.writeNumberField("changeType", shown.number());
            json.writeStringField("objectType", kind.schemaPath());
            JsonFields.id("objectID", entityId, json);
            JsonFields.date("changeDate", date, json);
            rest.writeTo(json);
            json.writeEndObject();
        });
        return event(id, shown.name().toLowerCase(Locale.ROOT), data);
    }

    /** Returns the event that tells a client that it has missed changes. */
    static byte[] reset(EventId id, String reason) {
        byte[] data = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("reason", reason);
            json.writeEndObject();
        });
        return event(id, "reset", data);
    }

    private static byte[] event(EventId id, String name, byte[] data) {
        byte[] head = ("id: " + id + "\nevent: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + data.length + 2];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(data, 0, all, head.length, data.length);
        all[all.length - 2] = '\n';
        all[all.length - 1] = '\n';
        return all;
    }
}
