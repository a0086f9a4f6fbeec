package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeFeedState;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.jdbi.internal.commit.ChangeCodec;
import org.executionsession.jdbi.internal.commit.CommitSignal;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;

/**
 * Stores the change feed. Commits add rows to a queue; {@link #assignPositions} moves those that are visible to the feed, in the order of
 * their ids. It uses transactions of the store also if the calling thread is in one of the application, which could last long.
 */
public final class ChangeRows implements ChangeStore {

    /** The maximum number of rows that one list reads. */
    private static final int MAX_ROWS = 100;

    /** Locks the positions; finds nothing if another transaction has locked them. */
    private static final String LOCK = "select last_position, last_date, purged_position, purged_date"
            + " from execution_change_position where id = 1 for update skip locked";

    private static final String STATE = "select last_position, last_date, purged_position, purged_date,"
            + " exists (select 1 from execution_change_queue) as waiting from execution_change_position where id = 1";

    private final ReadTransactions reads;
    private final WriteExecutor writes;
    private final CommitSignal signal;
    private final WriteOperation<Batch, Integer> assign =
            WriteOperation.oneByOne("assign positions to changes", ChangeRows::assign);
    private final WriteOperation<Purge, Integer> purge = WriteOperation.oneByOne("purge changes", ChangeRows::purge);

    public ChangeRows(JdbiContext database) {
        reads = database.reads();
        writes = database.writes();
        signal = database.signal();
    }

    /** The current time, and the maximum number of commits. */
    private record Batch(Instant date, int limit) {}

    /** The date before which commits are purged, the position up to which, and the maximum number of commits. */
    private record Purge(Instant before, long last, int limit) {}

    /** The row of the positions. */
    private record Positions(long last, Instant lastDate, long purged, Instant purgedDate) {}

    @Override
    public int assignPositions(Instant now, int limit) {
        requireNonNull(now, "now");
        Batch batch = new Batch(now.truncatedTo(ChronoUnit.MILLIS), limit);
        return outside(() -> writes.run(assign, batch));
    }

    private static int assign(Handle handle, Batch batch) {
        Optional<Positions> locked = lock(handle);
        if (locked.isEmpty()) {
            return 0;
        }
        List<Long> ids = handle.createQuery(
                        "select id from execution_change_queue order by id fetch first " + batch.limit() + " rows only")
                .mapTo(Long.class)
                .list();
        if (ids.isEmpty()) {
            return 0;
        }
        long last = locked.get().last();
        // The clocks of several processes differ.
        Instant date =
                batch.date().isBefore(locked.get().lastDate()) ? locked.get().lastDate() : batch.date();
        handle.createUpdate("insert into execution_change (position, assigned_at, changes)"
                        + " select cast(:last as bigint) + row_number() over (order by id),"
                        + " cast(:date as timestamp(3) with time zone), changes"
                        + " from execution_change_queue where id = any(:ids)")
                .bind("last", last)
                .bind("date", UtcTimestamp.of(date))
                .bindArray("ids", Long.class, ids)
                .execute();
        handle.createUpdate("delete from execution_change_queue where id = any(:ids)")
                .bindArray("ids", Long.class, ids)
                .execute();
        handle.createUpdate(
                        "update execution_change_position set last_position = :last, last_date = :date where id = 1")
                .bind("last", last + ids.size())
                .bind("date", UtcTimestamp.of(date))
                .execute();
        return ids.size();
    }

    private static Optional<Positions> lock(Handle handle) {
        return handle.createQuery(LOCK)
                .map((columns, context) -> new Positions(
                        columns.getLong("last_position"),
                        UtcTimestamp.read(columns, "last_date"),
                        columns.getLong("purged_position"),
                        UtcTimestamp.read(columns, "purged_date")))
                .findOne();
    }

    /** The row of the positions, and whether commits have no position. */
    private record State(Positions positions, boolean waiting) {}

    private static State state(Handle handle) {
        return handle.createQuery(STATE)
                .map((columns, context) -> new State(
                        new Positions(
                                columns.getLong("last_position"),
                                UtcTimestamp.read(columns, "last_date"),
                                columns.getLong("purged_position"),
                                UtcTimestamp.read(columns, "purged_date")),
                        columns.getBoolean("waiting")))
                .one();
    }

    @Override
    public ChangeFeedState state() {
        State state = read(ChangeRows::state);
        return new ChangeFeedState(state.positions().last(), state.waiting());
    }

    @Override
    public List<Change> list(ChangeCursor after, int limit) {
        requireNonNull(after, "after");
        return read(handle -> list(handle, after, limit));
    }

    private static List<Change> list(Handle handle, ChangeCursor after, int limit) {
        long first = after.index() == Integer.MAX_VALUE ? after.position() + 1 : after.position();
        List<Row> rows = rows(handle, first, limit);
        if (rows.isEmpty() || rows.get(0).position() > first) {
            requireKept(after, first, state(handle).positions());
        }
        List<Change> changes = new ArrayList<>();
        while (!rows.isEmpty()) {
            rows.forEach(row -> row.addTo(changes, after, limit));
            // Rows can have only changes of kinds that a later version knows.
            rows = changes.isEmpty() ? rows(handle, rows.get(rows.size() - 1).position() + 1, limit) : List.of();
        }
        return changes;
    }

    private static List<Row> rows(Handle handle, long first, int limit) {
        return handle.createQuery("select position, assigned_at, changes from execution_change"
                        + " where position >= :first order by position fetch first " + Math.min(limit, MAX_ROWS)
                        + " rows only")
                .bind("first", first)
                .map((columns, context) -> new Row(
                        columns.getLong("position"),
                        UtcTimestamp.read(columns, "assigned_at"),
                        columns.getBytes("changes")))
                .list();
    }

    /** A row of the feed. */
    private record Row(long position, Instant date, byte[] changes) {

        /** Adds the changes behind a cursor, until there are so many. */
        void addTo(List<Change> all, ChangeCursor after, int limit) {
            if (all.size() == limit) {
                return;
            }
            List<EntityChange> ofRow = ChangeCodec.read(changes);
            for (int i = 0; i < ofRow.size() && all.size() < limit; i++) {
                ChangeCursor cursor = new ChangeCursor(position, i);
                if (ofRow.get(i) != null && cursor.compareTo(after) > 0) {
                    all.add(new Change(cursor, date, ofRow.get(i)));
                }
            }
        }
    }

    private static void requireKept(ChangeCursor after, long first, Positions positions) {
        if (positions.purged() >= first) {
            throw new CursorExpiredException("the changes behind the cursor " + after + " are no longer kept");
        }
        if (after.position() > positions.last()) {
            throw new CursorExpiredException("the change feed has not reached the cursor " + after
                    + "; it is from another database, or the database was restored");
        }
    }

    @Override
    public ChangeCursor before(Instant date) {
        requireNonNull(date, "date");
        return read(handle -> {
            Optional<Long> position = handle.createQuery("select position from execution_change"
                            + " where assigned_at >= :date order by assigned_at, position fetch first 1 rows only")
                    .bind("date", UtcTimestamp.of(date))
                    .mapTo(Long.class)
                    .findOne();
            Positions positions = state(handle).positions();
            if (positions.purged() > 0 && !positions.purgedDate().isBefore(date)) {
                throw new CursorExpiredException("the changes up to " + positions.purgedDate() + " are no longer kept");
            }
            return ChangeCursor.after(position.map(found -> found - 1).orElse(positions.last()));
        });
    }

    @Override
    public int purge(Instant before, long last, int limit) {
        requireNonNull(before, "before");
        return outside(() -> writes.run(purge, new Purge(before, last, limit)));
    }

    private static int purge(Handle handle, Purge batch) {
        Optional<Positions> locked = lock(handle);
        if (locked.isEmpty()) {
            return 0;
        }
        // The dates have the order of the positions, so these are the first rows.
        Optional<Row> last = handle.createQuery("select position, assigned_at from (select position, assigned_at"
                        + " from execution_change where assigned_at < :before order by assigned_at, position"
                        + " fetch first " + batch.limit()
                        + " rows only) old where position <= :last order by position desc fetch first 1 rows only")
                .bind("before", UtcTimestamp.of(batch.before()))
                .bind("last", batch.last())
                .map((columns, context) ->
                        new Row(columns.getLong("position"), UtcTimestamp.read(columns, "assigned_at"), new byte[0]))
                .findOne();
        if (last.isEmpty()) {
            return 0;
        }
        handle.createUpdate("update execution_change_position set purged_position = :position, purged_date = :date"
                        + " where id = 1")
                .bind("position", last.get().position())
                .bind("date", UtcTimestamp.of(last.get().date()))
                .execute();
        return handle.createUpdate("delete from execution_change where position <= :position")
                .bind("position", last.get().position())
                .execute();
    }

    @Override
    public Runnable onCommit(Consumer<List<EntityChange>> listener) {
        return signal.add(listener);
    }

    private <T> T read(Function<Handle, T> query) {
        return outside(() -> SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return query.apply(handle);
            }
        }));
    }

    private <T> T outside(Supplier<T> action) {
        AtomicReference<T> result = new AtomicReference<>();
        reads.runOutside(() -> result.set(action.get()));
        return result.get();
    }
}
