package org.executionsession.jdbi;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.query.ValueKind;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What the databases do differently. All other SQL here means the same to each of them. */
enum Dialect {
    /**
     * H2, in the process or behind a port. As delivered, it writes a commit to its file up to half a second after it has
     * answered, so that even a killed process loses commits; and it asks the disk to keep them only when it closes.
     */
    H2 {
        @Override
        String bytesType() {
            return "varbinary";
        }

        @Override
        String textType() {
            return "varchar";
        }

        @Override
        String ordered(String textColumn) {
            // Its own order of texts is that of UTF-16 units; that of UTF-8 bytes is that of code points.
            return "cast(" + textColumn + " as varbinary)";
        }

        @Override
        String indexMethod(ValueKind kind) {
            return "";
        }

        @Override
        int writers() {
            // Measured: with a second one, or with the next group let in while one waits for the disk, groups get
            // smaller, and 128 callers record a quarter less.
            return 1;
        }

        @Override
        void prepare(Handle handle) {
            handle.execute("set write_delay 0");
        }

        @Override
        void committed(Handle handle) {
            handle.execute("checkpoint sync");
        }

        @Override
        String insertWhereAbsent(String insert) {
            return insert;
        }

        @Override
        int[] insertedWhereAbsent(PreparedBatch batch) {
            try {
                return batch.execute();
            } catch (JdbiException failure) {
                // It goes on behind a row that it refuses, and tells of each whether it was.
                if (failure.getCause() instanceof BatchUpdateException refused && isOfDuplicatesAlone(refused)) {
                    return refused.getUpdateCounts();
                }
                throw failure;
            }
        }

        @Override
        void lockAll(Handle handle, List<? extends Recorded> entities) {
            // There is one writer.
        }

        @Override
        <T> T streaming(Handle handle, Supplier<T> reading) {
            handle.execute("set lazy_query_execution true");
            // What is read later must be of the same moment as what is read first.
            handle.execute("set session characteristics as transaction isolation level snapshot");
            try {
                return reading.get();
            } finally {
                handle.execute("set session characteristics as transaction isolation level read committed");
                handle.execute("set lazy_query_execution false");
            }
        }
    },

    /** PostgreSQL 13 or newer. */
    POSTGRESQL {
        @Override
        String bytesType() {
            return "bytea";
        }

        @Override
        String textType() {
            // The collation that orders by code point, and that an index can serve the beginning of texts with.
            return "varchar collate \"C\"";
        }

        @Override
        String ordered(String textColumn) {
            return textColumn;
        }

        @Override
        String indexMethod(ValueKind kind) {
            // A tree refuses a text of more than a third of a page.
            return kind == ValueKind.TEXT ? " using hash" : "";
        }

        @Override
        int writers() {
            // While one waits for the disk, the other one works.
            return 2;
        }

        @Override
        void prepare(Handle handle) {
            // Nothing that would outlast a connection: see begun().
        }

        @Override
        void begun(Handle handle) {
            // Whatever the server or the user's role says: what is answered is on the disk.
            handle.execute("set local synchronous_commit to on");
        }

        @Override
        void committed(Handle handle) {
            // A commit is on the disk.
        }

        @Override
        String insertWhereAbsent(String insert) {
            return insert + " on conflict do nothing";
        }

        @Override
        int[] insertedWhereAbsent(PreparedBatch batch) {
            return batch.execute();
        }

        @Override
        void lockAll(Handle handle, List<? extends Recorded> entities) {
            // In one order everywhere: nobody waits for another one who waits for him.
            entities.stream().map(Recorded::id).distinct().sorted().forEach(id -> lock(handle, id));
        }

        private static void lock(Handle handle, UUID id) {
            handle.createQuery("select 1 from (select pg_advisory_xact_lock(:id)) as locked")
                    .bind("id", id.getMostSignificantBits() ^ id.getLeastSignificantBits())
                    .mapTo(Integer.class)
                    .one();
        }

        @Override
        <T> T streaming(Handle handle, Supplier<T> reading) {
            // Only within a transaction does the driver fetch rows as they are needed.
            handle.begin();
            try {
                return reading.get();
            } finally {
                handle.rollback();
            }
        }
    };

    private static final String DUPLICATE = "23505";

    /**
     * The dialect of a database.
     *
     * @throws IllegalArgumentException when the store cannot be kept there
     */
    static Dialect of(String databaseProduct) {
        return switch (databaseProduct.toLowerCase(Locale.ROOT)) {
            case "h2" -> H2;
            case "postgresql" -> POSTGRESQL;
            default ->
                throw new IllegalArgumentException(
                        "execution sessions are kept in H2 or PostgreSQL, but the database is " + databaseProduct);
        };
    }

    /** The type of a document. */
    abstract String bytesType();

    /** The type of a text that is searched. */
    abstract String textType();

    /** What to order by so that texts come in the order of their code points, as the domain says. */
    abstract String ordered(String textColumn);

    /** How an index on a column of a kind is built, to follow the name of the table. */
    abstract String indexMethod(ValueKind kind);

    /** How many transactions that write are worth having at once. */
    abstract int writers();

    /** Makes a database keep what it acknowledges, once, when it is opened. */
    abstract void prepare(Handle handle);

    /** Makes a transaction keep what it acknowledges; called at its begin. */
    void begun(Handle handle) {}

    /** Called after each commit; when this returns, what was committed is on the disk. */
    abstract void committed(Handle handle);

    /** An insert that leaves out the rows whose key is there, for {@link #insertedWhereAbsent}. */
    abstract String insertWhereAbsent(String insert);

    /** Runs a batch of such inserts; how many rows each has inserted, not positive for none. */
    abstract int[] insertedWhereAbsent(PreparedBatch batch);

    /** Keeps others who lock entities with the same ids waiting until the transaction ends. */
    abstract void lockAll(Handle handle, List<? extends Recorded> entities);

    /** Reads while the database hands out rows as it finds them, instead of all at once. */
    abstract <T> T streaming(Handle handle, Supplier<T> reading);

    private static boolean isOfDuplicatesAlone(BatchUpdateException refused) {
        for (SQLException next = refused.getNextException(); next != null; next = next.getNextException()) {
            if (!DUPLICATE.equals(next.getSQLState())) {
                return false;
            }
        }
        return refused.getNextException() != null && contains(refused.getUpdateCounts(), Statement.EXECUTE_FAILED);
    }

    private static boolean contains(int[] counts, int sought) {
        for (int count : counts) {
            if (count == sought) {
                return true;
            }
        }
        return false;
    }
}
