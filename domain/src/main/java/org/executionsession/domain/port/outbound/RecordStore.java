package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.QueryTimeoutException;
import org.executionsession.domain.refusal.StillReferencedException;
import org.executionsession.domain.refusal.StoreUnavailableException;

/**
 * Keeps the entities of one kind. When a write returns, it is as durable as the store can make it; when it throws, nothing
 * was changed. An outage is a {@link StoreUnavailableException} and never an empty answer.
 *
 * @param <E> the entity
 */
public interface RecordStore<E extends Recorded> {

    /**
     * Adds an entity.
     *
     * @param entity the entity; not null
     * @throws IdInUseException when one with this id is stored
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void add(E entity);

    /**
     * Adds several entities, all or none.
     *
     * @param entities the entities; not null
     * @throws IdInUseException when one with an id of theirs is stored, or two of them have the same id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void addAll(List<E> entities);

    /**
     * Adds several entities, all or none, unless that was done for the same request before. With them it remembers the
     * request, and forgets some of those that have expired.
     *
     * @param entities the entities; not null
     * @param request for which request; not null
     * @param now the present; not null
     * @return what was added for a request with the same key that has not expired, and then nothing is added; empty when the
     *     entities were added
     * @throws IdInUseException when one with an id of theirs is stored, or two of them have the same id; the request is not
     *     remembered then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<KeyedAnswer<E>> addAll(List<E> entities, KeyedRequest request, Instant now);

    /**
     * Reads an entity.
     *
     * @param id its id; not null
     * @return the entity exactly as it was stored; empty when none with this id is
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<E> find(UUID id);

    /**
     * Reads many entities, one after the other and not all in memory at once.
     *
     * @param query which, in which order; not null
     * @param reader is given each entity in turn, and may throw to stop; not null
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void each(Query<E> query, Consumer<? super E> reader);

    /**
     * The same, until it is cancelled. A store that cannot end a read reads on.
     *
     * @param query which, in which order; not null
     * @param reader is given each entity in turn, and may throw to stop; not null
     * @param signal ends the read; not null
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default void each(Query<E> query, Consumer<? super E> reader, CancellationSignal signal) {
        each(query, reader);
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
     * @throws IdInUseException when it becomes the result of a session that has another one with its id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean replace(E entity, E read);

    /**
     * Removes an entity.
     *
     * @param id its id; not null
     * @return false when none has this id
     * @throws StillReferencedException when it is the result of a session that has not been removed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean remove(UUID id);

    /**
     * Removes several entities, all or none. Those that are not there do not matter.
     *
     * @param ids their ids; not null
     * @throws StillReferencedException when one is a result that cannot be removed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void removeAll(Set<UUID> ids);

    /**
     * Removes several entities in one transaction, if each of them is still as it was read. The result of a session is a
     * part of it, as for {@link #replace}.
     *
     * @param read the entities as they were read, each id once; not null
     * @return false, with nothing removed, when one of them has changed or is gone
     * @throws StillReferencedException when one is a result that cannot be removed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean removeUnchanged(List<E> read);
}
