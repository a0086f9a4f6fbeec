package org.executionsession.bootstrap.internal.notification;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.UUID;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.QrsDate;

/**
 * Writes the body of a notification as QRS does: an array of changes. It contains no text of a client, so nothing needs to be escaped. It is not
 * known which node has made a change.
 */
final class CallbackBody {

    private final StringBuilder json = new StringBuilder("[");

    private CallbackBody() {}

    static byte[] of(NotificationMessage message) {
        CallbackBody body = new CallbackBody();
        for (Change change : message.changes()) {
            if (body.json.length() > 1) {
                body.json.append(',');
            }
            body.add(change, message.type().schemaPath());
        }
        return body.json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void add(Change change, String type) {
        json.append("{\"changeType\":").append(change.entity().type().number());
        text("objectType", type);
        id("objectID", change.entity().id());
        json.append(",\"changedProperties\":[");
        for (Iterator<String> names = change.entity().properties().iterator(); names.hasNext(); ) {
            json.append('"').append(names.next()).append('"').append(names.hasNext() ? "," : "");
        }
        json.append(']');
        text("engineID", "");
        text("engineType", "");
        id("originatorNodeID", null);
        text("originatorHostName", "");
        json.append(",\"originatorContextID\":null");
        String date = QrsDate.format(change.date());
        text("createdDate", date);
        text("modifiedDate", date);
        text("schemaPath", "ExternalChangeInfo");
        json.append('}');
    }

    private void text(String name, String value) {
        json.append(",\"").append(name).append("\":\"").append(value).append('"');
    }

    private void id(String name, UUID id) {
        text(name, Guid.format(id));
    }
}
