package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.internal.commit.Transactions;
import org.executionsession.jdbi.internal.sql.Table;
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
            new Source<>(Table.DETAIL, DetailRecordStore.COLUMNS, DocumentShape.DETAIL, DetailRecordStore::read));

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

    /**
     * The position after a batch.
     *
     * @param key the key of the last row of the batch, by column name; empty at the start
     * @param rows how many rows the batch has filled
     */
    private record Position(Map<String, Object> key, int rows) {

        static final Position START = new Position(Map.of(), 0);
    }

    /** Backfills the columns before a query, if its order or its filter may use them. */
    void beforeReading(Query<?> query) {
        if (!query.order().isEmpty()) {
            fillIncomplete();
        } else {
            beforeReading(query.filter());
        }
    }

    /** Backfills the columns before a query with a filter, if the filter may use them. */
    void beforeReading(Filter<?> filter) {
        if (compares(filter)) {
            fillIncomplete();
        }
    }

    private static boolean compares(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            return and.filters().stream().anyMatch(ColumnBackfill::compares);
        }
        if (filter instanceof Filter.Or<?> or) {
            return or.filters().stream().anyMatch(ColumnBackfill::compares);
        }
        return !(filter instanceof Filter.OneOf<?>);
    }

    /** Fills all rows that lack columns of this build. When this returns, all rows that existed at its start are filled. */
    public void fillIncomplete() {
        if (noneIncomplete()) {
            return;
        }
        lock.lock();
        try {
            if (!noneIncomplete()) {
                sources.forEach(this::fill);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean noneIncomplete() {
        return jdbi.withHandle(handle -> {
            if (!anyIncomplete(handle, sources)) {
                return true;
            }
            // Another server may have registered a format since this server's last look-up. It may have all columns.
            lookUpFormats(handle);
            return !anyIncomplete(handle, sources);
        });
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
        Position position = Position.START;
        while (jdbi.withHandle(handle -> anyIncomplete(handle, List.of(source)))) {
            Position after = position;
            position = transactions.run(handle -> fillBatch(handle, source, after, true));
            if (position.rows() == 0 && after == Position.START) {
                // Other transactions hold row locks on all remaining rows, perhaps to fill them. Wait for the locks.
                position = transactions.run(handle -> fillBatch(handle, source, Position.START, false));
            }
            jdbi.useHandle(this::lookUpFormats);
            filled += position.rows();
            if (filled - reported >= ROWS_BETWEEN_REPORTS) {
                LOG.info(
                        "backfilled {} rows of {} so far",
                        filled,
                        source.table().name());
                reported = filled;
            }
            if (position.rows() == 0) {
                position = Position.START;
            }
        }
        if (filled >= BATCH_ROWS) {
            LOG.info("backfilled {} rows of {}", filled, source.table().name());
        }
    }

    private <E> Position fillBatch(Handle handle, Source<E> source, Position after, boolean skipLocked) {
        Table<E> table = source.table();
        Map<Integer, Integer> formatsAfter = new HashMap<>();
        Map<String, Object> last = new HashMap<>();
        int[] rows = {0};
        try (org.jdbi.v3.core.statement.Query found = handle.createQuery(select(source, after, skipLocked));
                PreparedBatch batch = handle.prepareBatch(table.updateQueryable())) {
            found.bindMap(after.key()).setFetchSize(FETCH_SIZE);
            found.map((row, context) -> {
                        for (String column : table.key()) {
                            last.put(column, row.getObject(column));
                        }
                        batch.bindMap(last);
                        RowBinder.queryable(batch, source.reader().read(row, documents), table);
                        int format = formatsAfter.computeIfAbsent(
                                row.getInt("row_format"), before -> formats.filled(handle, before));
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
        return new Position(Map.copyOf(last), rows[0]);
    }

    /** Selects and locks the next rows after a position, in the order of their keys. */
    private String select(Source<?> source, Position after, boolean skipLocked) {
        Table<?> table = source.table();
        List<String> key = table.key();
        String keys = key.stream().map(column -> table.alias() + '.' + column).collect(joining(", "));
        String afterLast = after.key().isEmpty()
                ? ""
                // The row comparison is the condition. The first comparison is redundant, but can use the index.
                : " and " + table.alias() + '.' + key.get(0) + " >= :" + key.get(0) + " and (" + keys + ") > ("
                        + key.stream().map(column -> ":" + column).collect(joining(", ")) + ")";
        return "select " + keys + ", " + table.alias() + ".row_format, " + source.columns() + " from " + table.name()
                + ' ' + table.alias() + " where (" + incomplete().collect(joining(" or ")) + ")" + afterLast
                + " order by " + keys + " fetch first " + BATCH_ROWS + " rows only for update"
                + (skipLocked ? " skip locked" : "");
    }
}
