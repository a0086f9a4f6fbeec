package org.executionsession.jdbi.internal.record;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.commit.WriteResult;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Removes the sessions of several callers with one statement. Their results stay. */
final class RemoveSessions implements WriteOperation<UUID, Boolean> {

    static final String DELETE = "delete from execution_session where id = :id";

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
        boolean[] removed = new boolean[ids.size()];
        try (PreparedBatch batch = handle.prepareBatch(DELETE)) {
            order.forEach(position -> batch.bind("id", ids.get(position)).add());
            int[] counts = batch.execute();
            for (int i = 0; i < counts.length; i++) {
                removed[order.get(i)] = counts[i] == 1;
            }
        }
        return IntStream.range(0, removed.length)
                .mapToObj(i -> WriteResult.done(removed[i]))
                .toList();
    }
}
