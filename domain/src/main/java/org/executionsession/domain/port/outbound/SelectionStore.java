package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;

/** Keeps selections. */
public interface SelectionStore {

    /**
     * Adds a selection, unless that was done for the same request before, and removes some of those that have expired: they go
     * faster than they come. With it, it remembers the request, and purges some of those that have expired.
     *
     * @param selection the selection; not null, with an id that is not in use
     * @param request for which request; null when that came without an idempotency key
     * @param limits how much may be kept, this selection included; not null
     * @param now the present; not null
     * @return the selection that was made for a request with the same key that has not expired, and then nothing is added;
     *     empty when the selection was added
     * @throws LimitExceededException when the limits leave no room; nothing is added or remembered then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<StoredResponse<UUID>> add(
            Selection selection, IdempotentRequest request, SelectionLimits limits, Instant now);

    /**
     * Reads which selection was made for a request, before it is known what to pick for it.
     *
     * @param request which request; not null
     * @param now the present; not null
     * @return the selection that was made for a request with the same key that has not expired, also when that is gone; empty
     *     without one
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<StoredResponse<UUID>> findStoredResponse(IdempotentRequest request, Instant now);

    /**
     * Reads a selection, expired or not, unless it was deleted.
     *
     * @param id its id; not null
     * @return empty when none has this id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<Selection> find(UUID id);

    /**
     * Deletes a selection: nobody can read it any more. It counts against the limits for some time, in which the space that it
     * took is not used again.
     *
     * @param id its id; not null
     * @param countsUntil until when it counts, if it does not expire earlier; not null
     * @return false when none has this id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean delete(UUID id, Instant countsUntil);
}
