package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.SelectionUsage;
import org.executionsession.domain.port.outbound.SelectionStore;

/** Stores selections. Deleted ones count for the limits until they expire. */
final class InMemorySelectionStore implements SelectionStore {

    private final InMemoryState state;

    InMemorySelectionStore(InMemoryState state) {
        this.state = state;
    }

    @Override
    public Optional<StoredResponse<UUID>> add(
            Selection selection, IdempotentRequest request, SelectionLimits limits, Instant now) {
        requireNonNull(selection, "selection");
        requireNonNull(limits, "limits");
        requireNonNull(now, "now");
        synchronized (state.lock) {
            state.removeExpiredSelections(now);
            Optional<StoredResponse<UUID>> before =
                    request == null ? Optional.empty() : findStoredResponse(request, now);
            if (before.isEmpty()) {
                usage(selection.owner())
                        .exceeded(selection.items().size(), limits)
                        .ifPresent(limit -> {
                            throw new LimitExceededException(limit);
                        });
                state.selectionById.put(selection.id(), selection);
                if (request != null) {
                    state.requestByKey.put(request.key(), new StoredRequest(request, List.of(selection.id())));
                }
            }
            return before;
        }
    }

    private SelectionUsage usage(String owner) {
        List<Selection> all = Stream.concat(
                        state.selectionById.values().stream(), state.deletedSelectionById.values().stream())
                .toList();
        List<Selection> own =
                all.stream().filter(kept -> kept.owner().equals(owner)).toList();
        return new SelectionUsage(own.size(), items(own), all.size(), items(all));
    }

    private static long items(List<Selection> selections) {
        return selections.stream()
                .mapToLong(selection -> selection.items().size())
                .sum();
    }

    @Override
    public Optional<StoredResponse<UUID>> findStoredResponse(IdempotentRequest request, Instant now) {
        requireNonNull(request, "request");
        requireNonNull(now, "now");
        synchronized (state.lock) {
            return state.before(request, now, UUID.class);
        }
    }

    @Override
    public Optional<Selection> find(UUID id) {
        requireNonNull(id, "id");
        synchronized (state.lock) {
            return Optional.ofNullable(state.selectionById.get(id));
        }
    }

    @Override
    public boolean delete(UUID id, Instant countsUntil) {
        requireNonNull(id, "id");
        requireNonNull(countsUntil, "countsUntil");
        synchronized (state.lock) {
            Selection deleted = state.selectionById.remove(id);
            if (deleted != null) {
                Instant until = countsUntil.isBefore(deleted.expiresAt()) ? countsUntil : deleted.expiresAt();
                state.deletedSelectionById.put(
                        id, deleted.toBuilder().expiresAt(until).build());
            }
            return deleted != null;
        }
    }
}
