package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/**
 * Keeps the entities of one kind. When a write returns, it is as durable as the store can make it; when it throws, nothing
 * was changed. An outage is a {@link StoreUnavailableException} and never an empty answer.
 *
 * @param <E> the entity
 */
public interface EntityStore<E extends AuditedEntity> {

    /**
     * Adds an entity.
     *
     * @param entity the entity; not null
     * @throws DuplicateIdException when one with this id is stored
     * @throws ResultConflictException when it is a session with a result that {@linkplain ExecutionResultEntity#allowsNewSession has ended}
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void add(E entity);

    /**
     * Adds several entities, all or none.
     *
     * @param entities the entities; not null
     * @throws DuplicateIdException when one with an id of theirs is stored, or two of them have the same id
     * @throws ResultConflictException when one is a session with a result that {@linkplain ExecutionResultEntity#allowsNewSession has
     *     ended}
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void addAll(List<E> entities);

    /**
     * Adds several entities, all or none, unless that was done for the same request before. With them it remembers the
     * request, and purges some of those that have expired.
     *
     * @param entities the entities; not null
     * @param request for which request; not null
     * @param now the present; not null
     * @return what was added for a request with the same key that has not expired, and then nothing is added; empty when the
     *     entities were added
     * @throws DuplicateIdException when one with an id of theirs is stored, or two of them have the same id; the request is not
     *     remembered then
     * @throws ResultConflictException as above; the request is not remembered then either
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now);

    /**
     * Adds several entities, all or none, that refer to others: what these hold is a part of the new ones already. Each must
     * be as it was read. A result of no session becomes that of the session that refers to it, and a detail of no result is
     * from then on in the result that does.
     *
     * @param entities the entities; not null
     * @param references results and details of which nothing but the id was said, as they were read; not null
     * @param request for which request, as above; null for none
     * @param now the present; not null
     * @return what was added for a request with the same key; empty when the entities were added
     * @throws DuplicateIdException as above
     * @throws ResultConflictException when a reference is to a result of another session, or a detail of another result; and as
     *     above
     * @throws VersionConflictException when a reference is not as it was read
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<StoredResponse<E>> addAll(
            List<E> entities, List<? extends AuditedEntity> references, IdempotentRequest request, Instant now);

    /**
     * Reads an entity. Of several with the same id, it is the last one in the order of {@link ExecutionSessionStore}.
     *
     * @param id its id; not null
     * @return the entity exactly as it was stored; empty when none with this id is
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<E> find(UUID id);

    /**
     * Reads many entities, one after the other and not all in memory at once. Entities that are equal by the order of the query
     * come by id, compared as text, and those with the same id in the order of {@link ExecutionSessionStore}.
     *
     * @param query which, in which order; not null
     * @param consumer is given each entity in turn, and may throw to stop; not null
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void forEach(Query<E> query, Consumer<? super E> consumer);

    /**
     * The same, until it is cancelled. A store that cannot end a read reads on.
     *
     * @param query which, in which order; not null
     * @param consumer is given each entity in turn, and may throw to stop; not null
     * @param signal ends the read; not null
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        forEach(query, consumer);
    }

    /**
     * Counts entities.
     *
     * @param filter which; not null
     * @return how many
     * @throws StoreUnavailableException when the store cannot be reached
     */
    long count(Filter<E> filter);

    /**
     * The same, until it is cancelled. A store that cannot end a read reads on.
     *
     * @param filter which; not null
     * @param signal ends the read; not null
     * @return how many
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default long count(Filter<E> filter, CancellationSignal signal) {
        return count(filter);
    }

    /**
     * Replaces an entity, if it is still as it was read. The result of a session is a part of it: it must be as it was read,
     * too.
     *
     * @param entity the entity as it is to be, with the id that it has; not null
     * @param read the entity as it was read; not null
     * @return false, with nothing changed, when what is stored with this id is not what was read
     * @throws DuplicateIdException when it becomes the result of a session that has another one with its id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean replace(E entity, E read);

    /**
     * Replaces several entities, all or none, in one transaction that nobody else changes them in. Those that are not there
     * do not matter.
     *
     * @param ids their ids; not null
     * @param check sees each entity as it is, before the first one is replaced, and may throw; not null
     * @param change gives the next version of an entity, with the same id, or the entity itself to leave it as it is; it
     *     may throw. Both may be called more than once for an entity, and must not use the store; not null
     * @throws DuplicateIdException when one becomes the result of a session that has another one with its id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change);

    /**
     * Replaces an entity by one that refers to others, which must be as they were read, too. What becomes of them, and when
     * they are rejected, is as it is when entities are added.
     *
     * @param entity the entity as it is to be, with the id that it has; not null
     * @param read the entity as it was read; not null
     * @param references results and details of which nothing but the id was said, as they were read; not null
     * @return false, with nothing changed, when what is stored is not what was read
     * @throws DuplicateIdException when it becomes the result of a session that has another one with its id
     * @throws ResultConflictException when a reference is to a result of another session, or a detail of another result
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean replace(E entity, E read, List<? extends AuditedEntity> references);

    /**
     * Removes an entity.
     *
     * @param id its id; not null
     * @return false when none has this id
     * @throws ResultInUseException when it is the result of a session that has not been removed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean remove(UUID id);

    /**
     * Removes several entities, all or none. Those that are not there do not matter.
     *
     * @param ids their ids; not null
     * @throws ResultInUseException when one is a result that cannot be removed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void removeAll(Set<UUID> ids);

    /**
     * Removes several entities in one transaction, if each of them is still as it was read. The result of a session is a
     * part of it, as for {@link #replace}.
     *
     * @param read the entities as they were read, each id once; not null
     * @return false, with nothing removed, when one of them has changed or is gone
     * @throws ResultInUseException when one is a result that cannot be removed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean removeUnchanged(List<E> read);
}
