package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.JsonReader;

/**
 * One kind of entity as the contract's endpoints see it: its path, its JSON, and what can be done with it.
 *
 * @param <E> the entity
 * @param <D> what a caller may say of it
 */
interface EntityResource<E extends AuditedEntity, D> {

    /** Below the base path, in lower case. */
    String path();

    QueryableProperties<E> catalogue();

    D draft(JsonReader json);

    /** The id that a draft gives; null for none. */
    UUID idOf(D draft);

    /** Writes the full entity; privileges null when nobody asked for them. */
    void full(E entity, List<String> privileges, JsonGenerator json) throws IOException;

    /** Writes the condensed entity; privileges null when nobody asked for them. */
    void condensed(E entity, List<String> privileges, JsonGenerator json) throws IOException;

    FindEntities<E> records();

    /** The key is null for none. */
    E create(D draft, Caller caller, IdempotencyKey key);

    /** The key is null for none. */
    List<E> createAll(List<D> drafts, Caller caller, IdempotencyKey key);

    E update(UUID id, D draft, Instant basedOn, Caller caller);

    void delete(UUID id, Caller caller);

    Set<Privilege> preview(D draft, Caller caller);

    /** An entity of which nothing was said. */
    E blank(UUID id, Instant date);
}
