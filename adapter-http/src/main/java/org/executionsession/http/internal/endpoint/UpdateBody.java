package org.executionsession.http.internal.endpoint;

import java.time.Instant;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.http.internal.json.JsonReader;

/**
 * The body of an update.
 *
 * @param draft the new values
 * @param basedOn the version on which the update is based; null if the body has none
 */
record UpdateBody<D>(D draft, Instant basedOn) {

    /**
     * Reads a body.
     *
     * @param stored the entity whose values are kept where the body lacks them; null for none
     */
    static <E extends AuditedEntity, D> UpdateBody<D> read(JsonReader json, EntityResource<E, D> resource, E stored) {
        // First, because the date does not belong to the draft: with an id alone, that is a reference.
        D draft = resource.json().update(json, stored);
        Instant given = json.date("modifiedDate");
        // Clients may send a later date. The kept values are those of the stored version, so an update of a later one
        // is a conflict.
        boolean isLater = stored != null && given != null && given.isAfter(stored.modifiedDate());
        return new UpdateBody<>(draft, isLater ? stored.modifiedDate() : given);
    }
}
