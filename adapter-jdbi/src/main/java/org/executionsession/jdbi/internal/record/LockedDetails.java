package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.jdbi.v3.core.Handle;

/**
 * The details that a transaction changes together. It writes each of their results once, at the end: the document of a result contains all
 * details, so a write for each detail would take as much space as all of them, for each of them.
 */
final class LockedDetails {

    private final Handle handle;
    private final DetailRecordStore store;
    private final ResultRows rows;

    /** The key of the result of each detail; {@link ResultKey#NO_RESULT} for a detail without a result. */
    private final Map<UUID, ResultKey> keys = new HashMap<>();

    private final Map<ResultKey, ExecutionResultEntity> stored = new LinkedHashMap<>();
    private final Map<ResultKey, ExecutionResultEntity> changed = new HashMap<>();

    LockedDetails(Handle handle, DetailRecordStore store, ResultRows rows) {
        this.handle = handle;
        this.store = store;
        this.rows = rows;
    }

    /** Locks a detail and its result. Returns the detail as it is now in this transaction; empty if there is none. */
    Optional<ExecutionResultDetailEntity> find(UUID id) {
        if (!keys.containsKey(id)) {
            store.lock(handle, id, stored::containsKey).ifPresent(place -> {
                keys.put(id, place.key());
                if (place.result() != null) {
                    stored.put(place.key(), place.result());
                    changed.put(place.key(), place.result());
                }
            });
        }
        ResultKey key = keys.get(id);
        if (key == null) {
            return Optional.empty();
        }
        ExecutionResultEntity result = changed.get(key);
        return result == null
                ? store.find(handle, id)
                : result.detailEntities()
                        .filter(detail -> detail.id().equals(id))
                        .reduce((one, last) -> last);
    }

    /** Replaces a detail that was found. */
    void replace(UUID id, ExecutionResultDetailEntity next) {
        if (keys.get(id).equals(ResultKey.NO_RESULT)) {
            store.replaceWithoutResult(handle, next);
            return;
        }
        change(id, result -> {
            List<ExecutionResultDetail> details =
                    new ArrayList<>(result.result().details());
            details.set(lastIndex(details, id), next.detail());
            if (!result.allowsDetails(details)) {
                throw InvalidDraftException.resultTooLarge();
            }
            return result.withDetails(details, next.modifiedDate(), next.modifiedByUserName());
        });
    }

    /** Removes a detail that was found. */
    void remove(UUID id) {
        if (keys.get(id).equals(ResultKey.NO_RESULT)) {
            ReferencedRows.delete(handle, id);
            return;
        }
        change(id, result -> {
            List<ExecutionResultDetail> details =
                    new ArrayList<>(result.result().details());
            details.remove(lastIndex(details, id));
            return result.withDetails(details, result.modifiedDate(), result.modifiedByUserName());
        });
    }

    /** Writes the changed results. */
    void write() {
        stored.forEach((key, before) -> {
            ExecutionResultEntity next = requireNonNull(changed.get(key));
            if (!next.equals(before)) {
                rows.replace(handle, before, next);
            }
        });
    }

    private void change(UUID id, Function<ExecutionResultEntity, ExecutionResultEntity> change) {
        changed.compute(keys.get(id), (key, result) -> change.apply(requireNonNull(result)));
    }

    private static int lastIndex(List<ExecutionResultDetail> details, UUID id) {
        int index = details.size() - 1;
        while (!id.equals(details.get(index).id())) {
            index--;
        }
        return index;
    }
}
