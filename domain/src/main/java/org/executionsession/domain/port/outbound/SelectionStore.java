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
import org.jspecify.annotations.Nullable;

/** Stores selections. */
public interface SelectionStore {

    /**
     * Adds a selection, unless an earlier request had the same idempotency key. The same transaction stores the
     * request, and removes some expired selections and requests: more than it adds.
     *
     * @param selection the selection; not null, with an id that is not in use
     * @param request the request; null without an idempotency key
     * @param limits the limits, which include this selection; not null
     * @param now the current time; not null
     * @return the stored response of an unexpired request with the same key, and then nothing is added; empty when the
     *     selection was added
     * @throws LimitExceededException when a limit would be exceeded; neither the selection nor the request is stored
     *     then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<StoredResponse<UUID>> add(
            Selection selection, @Nullable IdempotentRequest request, SelectionLimits limits, Instant now);

    /**
     * Reads the stored response of a request, before its entities are selected.
     *
     * @param request the request; not null
     * @param now the current time; not null
     * @return the id of the selection of an unexpired request with the same key, even if the selection was deleted;
     *     empty when there is no such request
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<StoredResponse<UUID>> findStoredResponse(IdempotentRequest request, Instant now);

    /**
     * Reads a selection, expired or not, unless it was deleted.
     *
     * @param id its id; not null
     * @return empty when no selection has this id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<Selection> find(UUID id);

    /**
     * Deletes a selection, which cannot be read any more. It still counts against the limits until the store can reuse
     * its space.
     *
     * @param id its id; not null
     * @param countsUntil when it stops counting, if it does not expire earlier; not null
     * @return false when no selection has this id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean delete(UUID id, Instant countsUntil);
}
