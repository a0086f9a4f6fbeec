package org.executionsession.jdbi.internal.migration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.internal.commit.Transactions;
import org.executionsession.jdbi.internal.record.ColumnBackfill;
import org.executionsession.jdbi.internal.record.RowFormats;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.TableColumns;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Updates the schema by versioned migrations. The table {@link #HISTORY} has a row for each migration that was applied. A
 * migration that only a later version has is ignored, so that an older version can run on its schema.
 */
public final class Schema {

    /** The table of the applied migrations. */
    public static final String HISTORY = "execution_schema_migration";

    /** All migrations, in the order of their versions. */
    static final List<Migration> MIGRATIONS = List.of(
            Migration.ofResource("V1__sessions_results_details_selections.sql"),
            Migration.ofResource("V2__idempotency_keys.sql"));

    private static final String CREATE_HISTORY = "create table if not exists " + HISTORY
            + " (version integer not null, name varchar(200) not null, checksum varchar(64) not null,"
            + " applied_at timestamp(3) with time zone not null, primary key (version))";

    /** Several stores may open one database of H2 in this process. H2 fails if two sessions create the same index. */
    private static final Lock IN_THIS_PROCESS = new ReentrantLock();

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final List<Migration> migrations;

    Schema(Jdbi jdbi, Dialect dialect, List<Migration> migrations) {
        this.jdbi = jdbi;
        this.dialect = dialect;
        this.migrations = migrations;
    }

    /**
     * Runs the pending migrations. If several servers start at the same time, one of them does it.
     *
     * @throws StoreUnavailableException if a migration fails
     * @throws IllegalArgumentException if a migration that was applied is not the one of this version
     */
    public static void migrate(Jdbi jdbi, Dialect dialect) {
        new Schema(jdbi, dialect, MIGRATIONS).migrate();
    }

    void migrate() {
        try {
            if (!jdbi.withHandle(this::pending).isEmpty()) {
                applyPending();
            }
        } catch (IllegalArgumentException otherVersion) {
            throw otherVersion;
        } catch (RuntimeException failure) {
            // Some pools throw unchecked exceptions of their own, besides those of Jdbi.
            throw new StoreUnavailableException(
                    "cannot migrate the schema of the database", SqlExceptionTranslator.condition(failure), failure);
        }
    }

    private void applyPending() {
        IN_THIS_PROCESS.lock();
        try {
            new Transactions(jdbi, dialect).run(handle -> {
                dialect.lockSchema(handle);
                handle.execute(CREATE_HISTORY);
                pending(handle).forEach(migration -> apply(migration, handle));
                return null;
            });
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    private List<Migration> pending(Handle handle) {
        if (TableColumns.read(handle).of(HISTORY).isEmpty()) {
            return migrations;
        }
        Map<Integer, String> applied = handle.createQuery("select version, checksum from " + HISTORY)
                .reduceRows(new HashMap<Integer, String>(), (checksums, row) -> {
                    checksums.put(row.getColumn("version", Integer.class), row.getColumn("checksum", String.class));
                    return checksums;
                });
        return migrations.stream()
                .filter(migration -> {
                    String checksum = applied.get(migration.version());
                    if (checksum != null && !checksum.equals(migration.checksum())) {
                        throw new IllegalArgumentException("the schema of the database was created by another build: "
                                + migration.name() + " has changed since it was applied");
                    }
                    return checksum == null;
                })
                .toList();
    }

    /**
     * Applies a migration. Rows have no values in the columns that it adds, so it withdraws the registered row formats for these
     * columns; {@link ColumnBackfill} then fills them.
     */
    private void apply(Migration migration, Handle handle) {
        Set<String> before = columns(handle);
        migration.statements(dialect.placeholders()).forEach(handle::execute);
        Set<String> added = columns(handle);
        added.removeAll(before);
        RowFormats.unregisterColumns(handle, added);
        handle.createUpdate(
                        "insert into " + HISTORY
                                + " (version, name, checksum, applied_at) values (:version, :name, :checksum, current_timestamp)")
                .bind("version", migration.version())
                .bind("name", migration.name())
                .bind("checksum", migration.checksum())
                .execute();
    }

    private static Set<String> columns(Handle handle) {
        TableColumns present = TableColumns.read(handle);
        Set<String> columns = new HashSet<>();
        for (Table<?> table : Table.all()) {
            present.of(table.name()).forEach(column -> columns.add(table.name() + "." + column));
        }
        return columns;
    }
}
