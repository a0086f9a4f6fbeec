package org.executionsession.domain.port.inbound;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/**
 * Reads stored entities of one kind. Lists and counts leave out the entities that the caller may not read.
 *
 * @param <E> the entity
 */
public interface FindEntities<E extends AuditedEntity> {

    /**
     * Reads one entity.
     *
     * @param id its id; not null
     * @param caller the caller; not null
     * @return empty when no entity has this id, or the caller may not read it and the access policy depends on the
     *     entity
     * @throws AccessDeniedException when the caller may not read any entity
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<E> find(UUID id, Caller caller);

    /**
     * Reads many entities one by one, so that they are not all in memory at once.
     *
     * @param query the filter, the order and the page; not null
     * @param caller the caller; not null
     * @param consumer receives each entity; it may throw to stop the read and must not call the store; not null
     * @throws StoreUnavailableException when the store cannot be reached, possibly after the consumer received some
     *     entities
     */
    void forEach(Query<E> query, Caller caller, Consumer<? super E> consumer);

    /**
     * Does the same and can be cancelled.
     *
     * @param query the filter, the order and the page; not null
     * @param caller the caller; not null
     * @param consumer receives each entity; it may throw to stop the read and must not call the store; not null
     * @param signal cancels the read; not null
     * @throws StoreUnavailableException when the store cannot be reached, possibly after the consumer received some
     *     entities
     * @throws QueryTimeoutException when the database takes too long, possibly after the consumer received some
     *     entities
     * @throws java.util.concurrent.CancellationException when it was cancelled, possibly after the consumer received
     *     some entities
     */
    default void forEach(Query<E> query, Caller caller, Consumer<? super E> consumer, CancellationSignal signal) {
        forEach(query, caller, consumer);
    }

    /**
     * Counts entities.
     *
     * @param filter the filter; not null
     * @param caller the caller; not null
     * @return the number of entities that the caller may read
     * @throws StoreUnavailableException when the store cannot be reached
     */
    long count(Filter<E> filter, Caller caller);

    /**
     * Does the same and can be cancelled.
     *
     * @param filter the filter; not null
     * @param caller the caller; not null
     * @param signal cancels the read; not null
     * @return the number of entities that the caller may read
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default long count(Filter<E> filter, Caller caller, CancellationSignal signal) {
        return count(filter, caller);
    }
}
