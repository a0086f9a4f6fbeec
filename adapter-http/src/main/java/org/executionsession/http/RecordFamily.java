package org.executionsession.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.IdempotencyKey;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.port.inbound.FindRecords;
import org.executionsession.domain.query.Catalogue;

/**
 * One kind of entity as the contract's endpoints see it: its path, its JSON, and what can be done with it.
 *
 * @param <E> the entity
 * @param <D> what a caller may say of it
 */
interface RecordFamily<E extends Recorded, D> {

    /** Below the base path, in lower case. */
    String path();

    Catalogue<E> catalogue();

    D draft(JsonObject json);

    /** The id that a draft gives; null for none. */
    UUID idOf(D draft);

    /** Writes the full entity; privileges null when nobody asked for them. */
    void full(E entity, List<String> privileges, JsonGenerator json) throws IOException;

    /** Writes the condensed entity; privileges null when nobody asked for them. */
    void condensed(E entity, List<String> privileges, JsonGenerator json) throws IOException;

    FindRecords<E> records();

    /** The key is null for none. */
    E create(D draft, Caller caller, IdempotencyKey key);

    /** The key is null for none. */
    List<E> createAll(List<D> drafts, Caller caller, IdempotencyKey key);

    E update(UUID id, D draft, Instant basedOn, Caller caller);

    void delete(UUID id, Caller caller);

    Set<Action> preview(D draft, Caller caller);

    /** An entity of which nothing was said. */
    E blank(UUID id, Instant date);
}
