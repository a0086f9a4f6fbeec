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
 * Reads recorded entities of one kind. What the access policy does not let the caller read is not in any list or count.
 *
 * @param <E> the entity
 */
public interface FindEntities<E extends AuditedEntity> {

    /**
     * Reads one entity.
     *
     * @param id its id; not null
     * @param caller who asks; not null
     * @return empty when none has this id, or one that the caller may not read, when that depends on the entity
     * @throws AccessDeniedException when the caller may not read any
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<E> find(UUID id, Caller caller);

    /**
     * Reads many entities, one after the other: they are not all in memory at once.
     *
     * @param query which, in which order; not null
     * @param caller who asks; not null
     * @param consumer is given each entity in turn, and may throw to stop; it must not call the store; not null
     * @throws StoreUnavailableException when the store cannot be reached, perhaps after some entities were given
     */
    void forEach(Query<E> query, Caller caller, Consumer<? super E> consumer);

    /**
     * The same, until it is cancelled.
     *
     * @param query which, in which order; not null
     * @param caller who asks; not null
     * @param consumer is given each entity in turn, and may throw to stop; it must not call the store; not null
     * @param signal ends the read; not null
     * @throws StoreUnavailableException when the store cannot be reached, perhaps after some entities were given
     * @throws QueryTimeoutException when the database takes too long, perhaps after some entities were given
     * @throws java.util.concurrent.CancellationException when it was cancelled, perhaps after some entities were given
     */
    default void forEach(Query<E> query, Caller caller, Consumer<? super E> consumer, CancellationSignal signal) {
        forEach(query, caller, consumer);
    }

    /**
     * Counts entities.
     *
     * @param filter which; not null
     * @param caller who asks; not null
     * @return how many the caller may read
     * @throws StoreUnavailableException when the store cannot be reached
     */
    long count(Filter<E> filter, Caller caller);

    /**
     * The same, until it is cancelled.
     *
     * @param filter which; not null
     * @param caller who asks; not null
     * @param signal ends the read; not null
     * @return how many the caller may read
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default long count(Filter<E> filter, Caller caller, CancellationSignal signal) {
        return count(filter, caller);
    }
}
