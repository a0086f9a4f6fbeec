package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.refusal.StoreUnavailableException;

/** Keeps selections. */
public interface SelectionStore {

    /**
     * Adds a selection, and forgets some of those that have expired: they go faster than they come.
     *
     * @param selection the selection; not null, with an id that is not in use
     * @param now the present; not null
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void add(Selection selection, Instant now);

    /**
     * Adds a selection, unless that was done for the same request before, and forgets some of those that have expired. With
     * it, it remembers the request, and forgets some of those that have expired.
     *
     * @param selection the selection; not null, with an id that is not in use
     * @param request for which request; not null
     * @param now the present; not null
     * @return what was made for a request with the same key that has not expired, and then nothing is added; empty when the
     *     selection was added
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<KeyedAnswer<Selection>> add(Selection selection, KeyedRequest request, Instant now);

    /**
     * Reads what was made for a request, before it is known what to pick for it.
     *
     * @param request which request; not null
     * @param now the present; not null
     * @return what was made for a request with the same key that has not expired, also when that is gone; empty without one
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<KeyedAnswer<Selection>> findAnswer(KeyedRequest request, Instant now);

    /**
     * Reads a selection, expired or not.
     *
     * @param id its id; not null
     * @return empty when none has this id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<Selection> find(UUID id);

    /**
     * Removes a selection.
     *
     * @param id its id; not null
     * @return false when none has this id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean remove(UUID id);
}
