package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.QrsDate;

/**
 * What the contract's entities are made of, part 6: codes as numbers, dates and "no date" by {@link QrsDate}, "no id"
 * as the zero GUID.
 */
public final class JsonFields {

    private JsonFields() {}

    /** Opens an object that is somewhere in an entity; writes null instead, and says so, when there is none. */
    static boolean start(Object value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNull();
            return false;
        }
        json.writeStartObject();
        return true;
    }

    /** Closes an object that is somewhere in an entity: its privileges are never told. */
    static void end(JsonGenerator json) throws IOException {
        end(null, json);
    }

    /** Closes a condensed entity; privileges null when nobody asked for them. */
    static void end(List<String> privileges, JsonGenerator json) throws IOException {
        privileges(privileges, json);
        json.writeEndObject();
    }

    /** Opens a full entity with the properties that all of them begin with. */
    static void startFull(AuditedEntity entity, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", entity.id(), json);
        date("createdDate", entity.createdDate(), json);
        date("modifiedDate", entity.modifiedDate(), json);
        json.writeStringField("modifiedByUserName", entity.modifiedByUserName());
    }

    /** Closes a full entity with the properties that all of them end with. */
    static void endFull(EntityKind kind, List<String> privileges, JsonGenerator json) throws IOException {
        privileges(privileges, json);
        json.writeStringField("schemaPath", kind.schemaPath());
        json.writeEndObject();
    }

    static void id(String name, UUID id, JsonGenerator json) throws IOException {
        json.writeStringField(name, Guid.format(id));
    }

    public static void date(String name, Instant date, JsonGenerator json) throws IOException {
        json.writeStringField(name, QrsDate.format(date));
    }

    static void code(String name, OpenEnum code, JsonGenerator json) throws IOException {
        json.writeNumberField(name, code.number());
    }

    public static void texts(List<String> texts, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void privileges(List<String> privileges, JsonGenerator json) throws IOException {
        json.writeFieldName("privileges");
        textsOrNull(privileges, json);
    }

    public static void textsOrNull(List<String> texts, JsonGenerator json) throws IOException {
        if (texts == null) {
            json.writeNull();
        } else {
            texts(texts, json);
        }
    }
}
