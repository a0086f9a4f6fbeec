package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.QrsDate;

/**
 * Writes the common properties of entities (contract, part 6): enumerations as numbers, dates by {@link QrsDate}, a
 * missing id as the zero GUID.
 */
public final class JsonFields {

    private JsonFields() {}

    /** Starts a nested object. If the value is null, writes null and returns false. */
    static boolean start(Object value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNull();
            return false;
        }
        json.writeStartObject();
        return true;
    }

    /** Ends a nested object, whose privileges are always null. */
    static void end(JsonGenerator json) throws IOException {
        end(null, json);
    }

    /** Ends a condensed entity; {@code privileges} is null unless the request asks for them. */
    static void end(List<String> privileges, JsonGenerator json) throws IOException {
        privileges(privileges, json);
        json.writeEndObject();
    }

    /** Starts a full entity with its common first properties. */
    static void startFull(AuditedEntity entity, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", entity.id(), json);
        date("createdDate", entity.createdDate(), json);
        date("modifiedDate", entity.modifiedDate(), json);
        json.writeStringField("modifiedByUserName", entity.modifiedByUserName());
    }

    /** Ends a full entity with its common last properties. */
    static void endFull(AuditedEntity entity, List<String> privileges, JsonGenerator json) throws IOException {
        end(privileges, entity.schemaPath(), json);
    }

    /** Ends a full entity of a type. */
    static void end(List<String> privileges, String schemaPath, JsonGenerator json) throws IOException {
        privileges(privileges, json);
        json.writeStringField("schemaPath", schemaPath);
        json.writeEndObject();
    }

    public static void id(String name, UUID id, JsonGenerator json) throws IOException {
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
