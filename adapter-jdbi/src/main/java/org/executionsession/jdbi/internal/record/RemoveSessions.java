package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.jdbi.internal.commit.RecordedChanges;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.commit.WriteResult;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Removes the sessions of several callers with one statement. Their results stay. */
final class RemoveSessions implements WriteOperation<UUID, Boolean> {

    private static final String DELETE = "delete from execution_session where id = :id";

    @Override
    public String action() {
        return "remove";
    }

    @Override
    public List<WriteResult<Boolean>> applyAll(Handle handle, List<UUID> ids) {
        // In a fixed order, so that two such transactions cannot deadlock.
        List<Integer> order = IntStream.range(0, ids.size())
                .boxed()
                .sorted(Comparator.comparing(ids::get, IdOrder.IDS))
                .toList();
        int[] counts = delete(handle, order.stream().map(ids::get).toList());
        List<WriteResult<Boolean>> results = new ArrayList<>(Collections.nCopies(ids.size(), null));
        for (int i = 0; i < counts.length; i++) {
            results.set(order.get(i), WriteResult.done(counts[i] == 1));
        }
        return results;
    }

    /** Deletes sessions in the given order. Returns for each id how many rows were deleted, one or none. */
    static int[] delete(Handle handle, List<UUID> ids) {
        if (ids.isEmpty()) {
            return new int[0];
        }
        try (PreparedBatch batch = handle.prepareBatch(DELETE)) {
            ids.forEach(id -> batch.bind("id", id).add());
            int[] counts = batch.execute();
            RecordedChanges changes = RecordedChanges.of(handle);
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 1) {
                    changes.add(EntityChange.deleted(EntityKind.SESSION, ids.get(i), null));
                }
            }
            return counts;
        }
    }
}
