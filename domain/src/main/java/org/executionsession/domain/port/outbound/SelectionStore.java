package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.refusal.StoreUnavailableException;

/** Keeps selections. */
public interface SelectionStore {

    /**
     * Adds a selection, and forgets those that have expired.
     *
     * @param selection the selection; not null, with an id that is not in use
     * @param now the present; not null
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void add(Selection selection, Instant now);

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
