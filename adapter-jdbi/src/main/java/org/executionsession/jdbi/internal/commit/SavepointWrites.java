package org.executionsession.jdbi.internal.commit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;

/**
 * Applies writes in a transaction that they share with others. A write that fails is rolled back to a savepoint, so that the
 * others can continue: after an error, PostgreSQL executes no other statement of a transaction.
 */
public final class SavepointWrites {

    /** The name of the savepoint. It is set by statements: the XA driver of PostgreSQL rejects the methods of JDBC. */
    private static final String SAVEPOINT = "savepoint before_write";

    private SavepointWrites() {}

    /**
     * Applies the write of one caller in a transaction with other statements, and inserts its changes. Returns its value, or throws its
     * rejection.
     *
     * @param inserted is called with the changes, unless there are none
     */
    public static <I, T> T apply(
            WriteOperation<I, T> write, I input, Handle handle, Consumer<List<EntityChange>> inserted) {
        QueuedWrite<I, T> entry = new QueuedWrite<>(write, input, 0);
        List<EntityChange> changes = new ArrayList<>();
        applyAtSavepoint(
                List.of(entry),
                false,
                handle,
                () -> changes.addAll(RecordedChanges.of(handle).insert(handle)),
                () -> {});
        T result = entry.result();
        if (!changes.isEmpty()) {
            inserted.accept(changes);
        }
        return result;
    }

    /**
     * Applies the writes of a group. A single one needs no savepoint, since the transaction is its own.
     *
     * @param mayRetry whether the transaction is retried after a deadlock, which is then thrown
     * @param onLockTimeout is called when a write has waited too long for a lock, and others follow
     */
    static void applyAll(List<QueuedWrite<?, ?>> group, boolean mayRetry, Handle handle, Runnable onLockTimeout) {
        for (List<QueuedWrite<?, ?>> sameWrite : byWrite(group)) {
            if (group.size() == 1) {
                settle(sameWrite, handle);
            } else {
                applyAtSavepoint(sameWrite, mayRetry, handle, () -> {}, onLockTimeout);
            }
        }
    }

    private static Collection<List<QueuedWrite<?, ?>>> byWrite(List<QueuedWrite<?, ?>> group) {
        Map<WriteOperation<?, ?>, List<QueuedWrite<?, ?>>> byWrite = new LinkedHashMap<>();
        for (QueuedWrite<?, ?> entry : group) {
            byWrite.computeIfAbsent(entry.write, write -> new ArrayList<>()).add(entry);
        }
        return byWrite.values();
    }

    private static void applyAtSavepoint(
            List<? extends QueuedWrite<?, ?>> sameWrite,
            boolean mayRetry,
            Handle handle,
            Runnable last,
            Runnable onLockTimeout) {
        RecordedChanges recorded = RecordedChanges.of(handle);
        int before = recorded.size();
        handle.execute(SAVEPOINT);
        try {
            settle(sameWrite, handle);
            last.run();
            handle.execute("release " + SAVEPOINT);
        } catch (RuntimeException failure) {
            if (mayRetry && SqlExceptionTranslator.isDeadlock(failure)) {
                throw failure;
            }
            rollBack(failure, handle);
            recorded.truncate(Math.min(before, recorded.size()));
            if (SqlExceptionTranslator.isLockTimeout(failure)) {
                onLockTimeout.run();
            }
            if (sameWrite.size() == 1) {
                sameWrite.get(0).fail(failure, false);
            } else {
                sameWrite.forEach(entry -> applyAtSavepoint(List.of(entry), mayRetry, handle, last, onLockTimeout));
            }
        }
    }

    /** If the connection is broken, this throws too, and the whole transaction fails. */
    private static void rollBack(RuntimeException failure, Handle handle) {
        try {
            handle.execute("rollback to " + SAVEPOINT);
        } catch (RuntimeException again) {
            again.addSuppressed(failure);
            throw again;
        }
    }

    /** Applies one write to its entries. The cast is safe, since all of them have the same write, and so the same types. */
    @SuppressWarnings("unchecked")
    private static <I, T> void settle(List<? extends QueuedWrite<?, ?>> sameWrite, Handle handle) {
        List<QueuedWrite<I, T>> entries = (List<QueuedWrite<I, T>>) sameWrite;
        List<WriteResult<T>> results = entries.get(0)
                .write
                .applyAll(handle, entries.stream().map(entry -> entry.input).toList());
        for (int i = 0; i < results.size(); i++) {
            entries.get(i).settle(results.get(i));
        }
    }
}
