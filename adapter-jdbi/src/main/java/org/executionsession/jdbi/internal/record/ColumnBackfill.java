package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.internal.commit.Transactions;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the columns of this build in rows that another build has written. The values come from the documents of the rows.
 * This is done when the store is opened, and before each query that filters or sorts by columns, since an older server may
 * have written rows in the meantime. Each batch has its own transaction, so that memory use is small and row locks are short.
 */
public final class ColumnBackfill {

    private static final Logger LOG = LoggerFactory.getLogger(ColumnBackfill.class);

    private static final int BATCH_ROWS = 200;

    /** The maximum size of the documents of a batch. A larger document is a batch by itself. */
    private static final long BATCH_BYTES = 2 * 1024 * 1024;

    /** The fetch size, and the size of JDBC batches. It is small, since documents may be large. */
    private static final int FETCH_SIZE = 20;

    private static final int ROWS_BETWEEN_REPORTS = 10_000;

    private final Jdbi jdbi;
    private final Transactions transactions;
    private final RowFormats formats;
    private final DocumentCodec documents;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Source<?>> sources = List.of(
            new Source<>(
                    Table.SESSION,
                    "s.id, s.created_date, s.modified_date, s.modified_by, s.document",
                    DocumentShape.SESSION,
                    SessionRecordStore::readWithoutResult),
            new Source<>(Table.RESULT, ResultRows.COLUMNS, DocumentShape.RESULT, ResultRecordStore::read),
            new Source<>(Table.DETAIL, DetailRecordStore.COLUMNS_OF_ROW, DocumentShape.DETAIL, DetailRecordStore::read),
            new Source<>(Table.TASK, TaskRows.COLUMNS, DocumentShape.TASK, TaskRows::read));

    private volatile List<Integer> complete;

    public ColumnBackfill(Jdbi jdbi, Transactions transactions, RowFormats formats, DocumentCodec documents) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.formats = formats;
        this.documents = documents;
        this.complete = formats.complete();
    }

    /** Reads an entity from a row. */
    private interface EntityReader<E> {
        E read(ResultSet columns, DocumentCodec documents) throws SQLException;
    }

    /** A table, and how to read its entities. */
    private record Source<E>(Table<E> table, String columns, DocumentShape shape, EntityReader<E> reader) {}

    /** The key of a row, by column name, and the size of its document. */
    private record Sized(Map<String, Object> key, long bytes) {}

    /** Returns whether the order or the filter of a query may use columns. */
    static boolean usesColumns(Query<?> query) {
        return !query.order().isEmpty() || usesColumns(query.filter());
    }

    /** Returns whether a filter may use columns. */
    static boolean usesColumns(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            return and.filters().stream().anyMatch(ColumnBackfill::usesColumns);
        }
        if (filter instanceof Filter.Or<?> or) {
            return or.filters().stream().anyMatch(ColumnBackfill::usesColumns);
        }
        return !(filter instanceof Filter.OneOf<?>);
    }

    /** Fills all rows that lack columns of this build. When this returns, all rows that existed at its start are filled. */
    public void fillIncomplete() {
        if (jdbi.withHandle(this::isComplete)) {
            return;
        }
        lock.lock();
        try {
            if (!jdbi.withHandle(this::isComplete)) {
                sources.forEach(this::fill);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Opens a handle for a query that uses columns, once all rows have them. */
    Handle openFilled(ReadTransactions reads) {
        if (!isComplete(reads)) {
            reads.runOutside(this::fillIncomplete);
        }
        return reads.open();
    }

    /** Uses a handle of its own, so that this is not the first statement of the transaction of the query. */
    private boolean isComplete(ReadTransactions reads) {
        try (Handle handle = reads.open()) {
            return isComplete(handle);
        }
    }

    /** Returns whether all rows have all columns of this build. */
    boolean isComplete(Handle handle) {
        if (!anyIncomplete(handle, sources)) {
            return true;
        }
        // Another server may have registered a format since this server's last look-up. It may have all columns.
        lookUpFormats(handle);
        return !anyIncomplete(handle, sources);
    }

    private void lookUpFormats(Handle handle) {
        formats.lookUp(handle);
        complete = formats.complete();
    }

    /** Queries the ranges between the complete formats in index order, so that the database reads one row of each range. */
    private boolean anyIncomplete(Handle handle, List<Source<?>> in) {
        String found = in.stream()
                .flatMap(source -> incomplete()
                        .map(range -> "(select row_format from "
                                + source.table().name() + " where " + range
                                + " order by row_format fetch first 1 rows only)"))
                .collect(joining(", "));
        return handle.createQuery("select coalesce(" + found + ")")
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /**
     * Returns conditions on {@code row_format}, one for each range between complete formats. They include their bounds: for
     * an exclusive bound, H2 would scan all rows that have the bound as their format.
     */
    private Stream<String> incomplete() {
        List<Integer> bounds = complete;
        List<String> ranges = new ArrayList<>();
        ranges.add("row_format <= " + (bounds.get(0) - 1));
        for (int i = 1; i < bounds.size(); i++) {
            int first = bounds.get(i - 1) + 1;
            int last = bounds.get(i) - 1;
            if (first <= last) {
                ranges.add("row_format between " + first + " and " + last);
            }
        }
        ranges.add("row_format >= " + (bounds.get(bounds.size() - 1) + 1));
        return ranges.stream();
    }

    private <E> void fill(Source<E> source) {
        long filled = 0;
        long reported = 0;
        long filledSinceStart = 0;
        boolean waits = false;
        Map<String, Object> after = Map.of();
        while (jdbi.withHandle(handle -> anyIncomplete(handle, List.of(source)))) {
            Map<String, Object> previous = after;
            Optional<Map<String, Object>> last = jdbi.withHandle(handle -> lastOfBatch(handle, source, previous));
            if (last.isEmpty()) {
                // Other transactions hold row locks on all remaining rows, perhaps to fill them. Wait for the locks.
                waits = filledSinceStart == 0;
                filledSinceStart = 0;
                after = Map.of();
                continue;
            }
            boolean skipLocked = !waits;
            int rows = transactions.run(handle -> fillBatch(handle, source, previous, last.get(), skipLocked));
            waits = false;
            after = last.get();
            jdbi.useHandle(this::lookUpFormats);
            filled += rows;
            filledSinceStart += rows;
            if (filled - reported >= ROWS_BETWEEN_REPORTS) {
                LOG.info(
                        "backfilled {} rows of {} so far",
                        filled,
                        source.table().name());
                reported = filled;
            }
        }
        if (filled >= BATCH_ROWS) {
            LOG.info("backfilled {} rows of {}", filled, source.table().name());
        }
    }

    /**
     * The key of the last row that one batch may hold, by the names of its columns; empty when no more rows follow. It is
     * found without the documents: H2 has all rows of a result, and all that are locked, in memory at once.
     */
    private Optional<Map<String, Object>> lastOfBatch(Handle handle, Source<?> source, Map<String, Object> after) {
        Table<?> table = source.table();
        String sql = "select " + keys(table) + ", octet_length(" + table.alias() + ".document) as bytes"
                + rows(source, after.isEmpty() ? "" : bound(table, "after_", ">"))
                + " fetch first " + BATCH_ROWS + " rows only";
        try (org.jdbi.v3.core.statement.Query found = handle.createQuery(sql)) {
            bindKey(found, "after_", after);
            long bytes = 0;
            Map<String, Object> last = null;
            for (Sized row :
                    found.map((columns, context) -> new Sized(key(columns, table), columns.getLong("bytes")))) {
                bytes += row.bytes();
                if (last != null && bytes > BATCH_BYTES) {
                    break;
                }
                last = row.key();
            }
            return Optional.ofNullable(last);
        }
    }

    private <E> int fillBatch(
            Handle handle, Source<E> source, Map<String, Object> after, Map<String, Object> last, boolean skipLocked) {
        Table<E> table = source.table();
        Map<Integer, Integer> formatsAfter = new HashMap<>();
        int[] rows = {0};
        try (org.jdbi.v3.core.statement.Query found = handle.createQuery(select(source, after, skipLocked));
                PreparedBatch batch = handle.prepareBatch(table.updateQueryable())) {
            bindKey(found, "after_", after);
            bindKey(found, "last_", last);
            found.setFetchSize(FETCH_SIZE);
            found.map((row, context) -> {
                        batch.bindMap(key(row, table));
                        RowBinder.bindQueryable(batch, source.reader().read(row, documents), table);
                        int format = formatsAfter.computeIfAbsent(
                                row.getInt("row_format"), before -> formats.registerBackfilled(handle, before));
                        boolean more = documents.unknown().isIn(row.getBytes("document"), source.shape());
                        batch.bind("row_format", more && format == formats.own() ? -format : format);
                        batch.add();
                        return batch.size();
                    })
                    .forEach(size -> {
                        rows[0]++;
                        if (size >= FETCH_SIZE) {
                            batch.execute();
                        }
                    });
            if (batch.size() > 0) {
                batch.execute();
            }
        }
        return rows[0];
    }

    /** Selects and locks the rows of a batch, in the order of their keys. */
    private String select(Source<?> source, Map<String, Object> after, boolean skipLocked) {
        Table<?> table = source.table();
        String bounds = (after.isEmpty() ? "" : bound(table, "after_", ">")) + bound(table, "last_", "<=");
        return "select " + keys(table) + ", " + table.alias() + ".row_format, " + source.columns()
                + rows(source, bounds) + " fetch first " + BATCH_ROWS + " rows only for update"
                + (skipLocked ? " skip locked" : "");
    }

    private String rows(Source<?> source, String bounds) {
        Table<?> table = source.table();
        return " from " + table.name() + ' ' + table.alias() + " where ("
                + incomplete().collect(joining(" or ")) + ")" + bounds + " order by " + keys(table);
    }

    private static String keys(Table<?> table) {
        return table.key().stream().map(column -> table.alias() + '.' + column).collect(joining(", "));
    }

    /** Rows after or up to a key. The row comparison is the condition; the first comparison is redundant, but can use the index. */
    private static String bound(Table<?> table, String prefix, String comparison) {
        String first = table.key().get(0);
        return " and " + table.alias() + '.' + first + ' ' + comparison.charAt(0) + "= :" + prefix + first + " and ("
                + keys(table) + ") " + comparison + " ("
                + table.key().stream().map(column -> ':' + prefix + column).collect(joining(", ")) + ")";
    }

    private static void bindKey(org.jdbi.v3.core.statement.Query query, String prefix, Map<String, Object> key) {
        key.forEach((column, value) -> query.bind(prefix + column, value));
    }

    private static Map<String, Object> key(ResultSet row, Table<?> table) throws SQLException {
        Map<String, Object> key = new HashMap<>();
        for (String column : table.key()) {
            key.put(column, row.getObject(column));
        }
        return key;
    }
}
