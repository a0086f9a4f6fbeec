package org.executionsession.http.internal.json;

import static org.executionsession.http.internal.json.JsonFields.code;
import static org.executionsession.http.internal.json.JsonFields.date;
import static org.executionsession.http.internal.json.JsonFields.end;
import static org.executionsession.http.internal.json.JsonFields.id;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.AppReference;

/** Writes full and condensed apps (contract, part 6.5). Every property is present. */
public final class AppWriter {

    private AppWriter() {}

    /** Writes the condensed app; {@code privileges} is null unless the request asks for them. */
    public static void condensed(App app, List<String> privileges, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", app.id(), json);
        shared(app.reference(), json);
        end(privileges, json);
    }

    /** Writes the full app. The server does not know the owner, the file and the last reload. */
    public static void full(App app, List<String> privileges, JsonGenerator json) throws IOException {
        json.writeStartObject();
        id("id", app.id(), json);
        date("createdDate", app.audit().createdDate(), json);
        date("modifiedDate", app.audit().modifiedDate(), json);
        json.writeStringField("modifiedByUserName", app.audit().modifiedByUserName());
        shared(app.reference(), json);
        for (String text : List.of("description", "thumbnail", "dynamicColor")) {
            json.writeStringField(text, "");
        }
        for (String reference : List.of("sourceAppId", "targetAppId")) {
            id(reference, null, json);
        }
        json.writeNumberField("fileSize", 0);
        date("lastReloadTime", null, json);
        owner(json);
        for (String list : List.of("tags", "customProperties")) {
            json.writeArrayFieldStart(list);
            json.writeEndArray();
        }
        JsonFields.end(privileges, App.SCHEMA_PATH, json);
    }

    /** Writes what full and condensed apps have, without the id. */
    static void shared(AppReference app, JsonGenerator json) throws IOException {
        json.writeStringField("name", app.name());
        json.writeStringField("appId", app.appId());
        date("publishTime", app.publishTime(), json);
        json.writeBooleanField("published", app.published());
        json.writeFieldName("stream");
        ReferenceWriter.stream(app.stream(), json);
        json.writeStringField("savedInProductVersion", app.savedInProductVersion());
        json.writeStringField("migrationHash", app.migrationHash());
        code("availabilityStatus", app.availabilityStatus(), json);
    }

    /** Writes a user without a name: clients read its properties without looking. */
    private static void owner(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("owner");
        id("id", null, json);
        for (String text : List.of("userId", "userDirectory", "name")) {
            json.writeStringField(text, "");
        }
        end(json);
    }
}
