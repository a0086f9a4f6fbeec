package org.executionsession.domain.port.outbound;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.References;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SharedQueryTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Stores the entities of one kind. When a write returns, it is as durable as the store can make it. When it throws
 * a rejection, nothing was changed. An outage causes a {@link StoreUnavailableException}, never an empty result. The package
 * lists the exceptions that every method can throw.
 *
 * @param <E> the entity
 */
public interface EntityStore<E extends AuditedEntity> {

    /**
     * Adds an entity.
     *
     * @param entity the entity; not null
     * @throws DuplicateIdException when an entity with this id is stored
     * @throws ResultConflictException when it is a session with a result that {@linkplain ExecutionResultEntity#allowsNewSession has ended}
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void add(E entity);

    /**
     * Adds several entities, all or none.
     *
     * @param entities the entities; not null
     * @throws DuplicateIdException when one of the ids is in use, or two entities have the same id
     * @throws ResultConflictException when one is a session with a result that {@linkplain ExecutionResultEntity#allowsNewSession has
     *     ended}
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void addAll(List<E> entities);

    /**
     * Adds several entities, all or none, unless an earlier request had the same idempotency key. The same transaction
     * stores the request and removes some expired ones.
     *
     * @param entities the entities; not null
     * @param request the request; not null
     * @param now the current time; not null
     * @return the stored response of an unexpired request with the same key, and then nothing is added; empty when the
     *     entities were added
     * @throws DuplicateIdException when one of the ids is in use, or two entities have the same id; the request is not
     *     stored then
     * @throws ResultConflictException as above; the request is not stored then either
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now);

    /**
     * Adds several entities, all or none, that refer to stored entities. The new entities already contain the values of
     * these, which must be unchanged since they were read. A result without a session becomes a result of the session
     * that refers to it; a detail without a result becomes a detail of the result that refers to it.
     *
     * @param entities the entities; not null
     * @param references what the references refer to; not null
     * @param request the request, as above; null for none
     * @param now the current time; not null
     * @return the stored response of a request with the same key; empty when the entities were added
     * @throws DuplicateIdException as above
     * @throws ResultConflictException when a reference is to a result of another session, or a detail of another result; and as
     *     above
     * @throws VersionConflictException when a referenced entity was changed since it was read, or was added since it was missing
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<StoredResponse<E>> addAll(
            List<E> entities, References references, @Nullable IdempotentRequest request, Instant now);

    /**
     * Reads an entity. Of several with the same id, it returns the last one in the order of {@link
     * ExecutionSessionStore}.
     *
     * @param id its id; not null
     * @return the entity exactly as stored; empty when no entity has this id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<E> find(UUID id);

    /**
     * Returns the size of an entity without reading all of it, so that a caller can limit the memory of entities before it reads them. Of
     * several with the same id, it is the size of the largest one.
     *
     * @param id its id; not null
     * @return about how many bytes the entity takes in the store, at least as many as its messages have in JSON; empty when no
     *     entity has this id, or the store does not know its size
     * @throws StoreUnavailableException when the store cannot be reached
     */
    default OptionalLong storedSize(UUID id) {
        requireNonNull(id, "id");
        return OptionalLong.empty();
    }

    /**
     * Reads many entities one by one, so that they are not all in memory at once. Entities that are equal in the order
     * of the query are ordered by id, compared as text; entities with the same id are in the order of {@link
     * ExecutionSessionStore}.
     *
     * @param query the filter, the order and the page; not null
     * @param consumer receives each entity; it may throw to stop the read; not null
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void forEach(Query<E> query, Consumer<? super E> consumer);

    /**
     * Does the same and can be cancelled. A store that cannot cancel a read completes it.
     *
     * @param query the filter, the order and the page; not null
     * @param consumer receives each entity; it may throw to stop the read; not null
     * @param signal cancels the read; not null. Of a {@link SharedQueryTimeout}, a store with a query timeout takes what is left, and
     *     notes what it has used
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        requireNonNull(signal, "signal");
        forEach(query, consumer);
    }

    /**
     * Counts entities.
     *
     * @param filter the filter; not null
     * @return the number of entities
     * @throws StoreUnavailableException when the store cannot be reached
     */
    long count(Filter<E> filter);

    /**
     * Does the same and can be cancelled. A store that cannot cancel a read completes it.
     *
     * @param filter the filter; not null
     * @param signal cancels the read; not null. Of a {@link SharedQueryTimeout}, a store with a query timeout takes what is left, and
     *     notes what it has used
     * @return the number of entities
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default long count(Filter<E> filter, CancellationSignal signal) {
        requireNonNull(signal, "signal");
        return count(filter);
    }

    /**
     * Replaces an entity if it is unchanged since it was read. The result of a session is part of the session: it must
     * be unchanged too.
     *
     * @param entity the new entity, with the same id; not null
     * @param read the entity as it was read; not null
     * @return false, with nothing changed, when the stored entity differs from the one that was read
     * @throws DuplicateIdException when the entity would become the result of a session that has another result with
     *     its id
     * @throws InvalidDraftException when it is a detail, and its result {@linkplain ExecutionResultEntity#allowsDetails would be too large}
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean replace(E entity, E read);

    /**
     * Replaces several entities, all or none, in one transaction that holds locks on them. Missing entities are
     * ignored.
     *
     * @param ids their ids; not null
     * @param check called with each current entity before the first one is replaced; it may throw; not null
     * @param change returns the next version of an entity, with the same id, or the entity itself to keep it unchanged;
     *     it may throw. Both functions may be called more than once for an entity and must not use the store; not null
     * @throws DuplicateIdException when one would become the result of a session that has another result with its id
     * @throws InvalidDraftException as for {@link #replace(AuditedEntity, AuditedEntity)}
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change);

    /**
     * Replaces an entity by one that refers to stored entities, which must also be unchanged since they were read. The
     * rules for references are those of {@link #addAll(List, References, IdempotentRequest, Instant)}.
     *
     * @param entity the new entity, with the same id; not null
     * @param read the entity as it was read; not null
     * @param references what the references refer to; not null
     * @return false, with nothing changed, when a stored entity differs from the one that was read, or a missing one was added
     * @throws DuplicateIdException when the entity would become the result of a session that has another result with
     *     its id
     * @throws ResultConflictException when a reference is to a result of another session, or a detail of another result
     * @throws VersionConflictException when the stored entity was changed while the references were resolved
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean replace(E entity, E read, References references);

    /**
     * Removes an entity.
     *
     * @param id its id; not null
     * @return false when no entity has this id
     * @throws ResultInUseException when it is the result of a stored session
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean remove(UUID id);

    /**
     * Removes several entities, all or none. Missing entities are ignored.
     *
     * @param ids their ids; not null
     * @throws ResultInUseException when one is a result that cannot be removed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void removeAll(Set<UUID> ids);

    /**
     * Removes several entities in one transaction if each of them is unchanged since it was read. The result of a
     * session is part of the session, as for {@link #replace}.
     *
     * @param read the entities as they were read, each id once; not null
     * @return false, with nothing removed, when one of them was changed or removed
     * @throws ResultInUseException when one is a result that cannot be removed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean removeUnchanged(List<E> read);
}
