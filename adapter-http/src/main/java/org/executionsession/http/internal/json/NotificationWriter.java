package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.NotificationDelivery;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.QrsDate;

/** Writes subscriptions to notifications. */
public final class NotificationWriter {

    private NotificationWriter() {}

    /**
     * Writes a subscription.
     *
     * @param forOperator whether the reader is an operator, who sees the reason of a failure
     * @param forOwner whether the reader is the owner, who sees the whole URL. Its path may be a secret
     */
    public static void write(
            NotificationSubscription subscription, boolean forOperator, boolean forOwner, JsonGenerator json)
            throws IOException {
        NotificationScope scope = subscription.scope();
        NotificationDelivery delivery = subscription.delivery();
        json.writeStartObject();
        json.writeStringField("handle", Guid.format(subscription.id()));
        json.writeStringField("callback", forOwner ? subscription.callbackUrl() : origin(subscription.callbackUrl()));
        json.writeStringField("owner", subscription.owner().userName());
        json.writeStringField("name", scope.type().schemaPath());
        json.writeStringField("id", Guid.format(scope.entityId()));
        json.writeStringField("filter", scope.filter());
        json.writeArrayFieldStart("changeTypes");
        for (ChangeType type : scope.changeTypes()) {
            json.writeNumber(type.number());
        }
        json.writeEndArray();
        json.writeStringField("propertyName", scope.propertyName());
        json.writeStringField("registered", QrsDate.format(subscription.registeredAt()));
        json.writeStringField("state", state(delivery));
        json.writeNumberField("failedAttempts", delivery.failedAttempts());
        json.writeNumberField("pending", delivery.pending());
        date("lastSuccess", delivery.succeededAt(), json);
        date("lastFailure", delivery.failedAt(), json);
        NotificationFailure failure = delivery.failure();
        json.writeStringField(
                "lastFailureReason", failure == null ? "" : forOperator ? failure.reason() : failure.disclosed());
        date("nextAttempt", delivery.enabled() && delivery.failedAttempts() > 0 ? delivery.dueAt() : null, json);
        json.writeEndObject();
    }

    private static String state(NotificationDelivery delivery) {
        if (!delivery.enabled()) {
            return "disabled";
        }
        return delivery.failedAttempts() > 0 ? "failing" : "active";
    }

    private static void date(String name, Instant date, JsonGenerator json) throws IOException {
        json.writeStringField(name, QrsDate.format(date));
    }

    private static String origin(String url) {
        int path = url.indexOf('/', url.indexOf("//") + 2);
        int query = url.indexOf('?');
        int end = path < 0 ? query : query < 0 ? path : Math.min(path, query);
        return end < 0 ? url : url.substring(0, end);
    }
}
