package org.executionsession.jdbi.internal.migration;

import static java.util.stream.Collectors.toMap;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.jdbi.internal.commit.Transactions;
import org.executionsession.jdbi.internal.record.ColumnBackfill;
import org.executionsession.jdbi.internal.record.RowFormats;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.ForeignTables;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.TableColumns;
import org.executionsession.jdbi.internal.sql.TableNames;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates the schema by versioned migrations. The table {@link ForeignTables#HISTORY} has a row for each migration that was applied. A
 * migration that only a later version has is ignored, so that an older version can run on its schema.
 */
public final class Schema {

    private static final String HISTORY = ForeignTables.HISTORY;

    /** All migrations, in the order of their versions. */
    static final List<Migration> MIGRATIONS = List.of(
            Migration.ofResource("V1__sessions_results_details_selections.sql"),
            Migration.ofResource("V2__idempotency_keys.sql"),
            Migration.ofResource("V3__tasks.sql"),
            Migration.ofResource("V4__script_logs.sql"),
            Migration.ofResource("V5__node_heartbeats.sql"),
            Migration.ofResource("V6__changes.sql"),
            Migration.ofResource("V8__notifications.sql"),
            Migration.ofResource("V9__id_locks.sql"));

    static final String CREATE_HISTORY = "create table if not exists " + HISTORY
            + " (version integer not null, name varchar(200) not null, checksum varchar(64) not null,"
            + " applied_at timestamp(3) with time zone not null, primary key (version))";

    /** How long a start waits for another server that migrates: creating an index on a large table takes minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration INTERVAL = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final List<Migration> migrations;

    /** Creates the schema of a database; the handles of {@code jdbi} have the names of its tables. */
    public Schema(Jdbi jdbi, Dialect dialect) {
        this(jdbi, dialect, MIGRATIONS);
    }

    Schema(Jdbi jdbi, Dialect dialect, List<Migration> migrations) {
        this.jdbi = jdbi;
        this.dialect = dialect;
        this.migrations = migrations;
    }

    /**
     * Checks that no table of the host has a name of this module, and runs the pending migrations. If several servers start at the
     * same time, one of them runs them, and the others wait.
     *
     * @throws StoreUnavailableException if a migration fails, or another server takes too long
     * @throws IllegalArgumentException if a table belongs to the host, or if a migration that was applied is not the one of this
     *     version
     */
    public void migrate() {
        try {
            Transactions transactions = new Transactions(jdbi, dialect);
            long start = System.nanoTime();
            while (!jdbi.withHandle(this::pending).isEmpty() && !transactions.run(this::applyPending)) {
                await(start);
            }
        } catch (StoreUnavailableException | IllegalArgumentException known) {
            throw known;
        } catch (RuntimeException failure) {
            // Some pools throw unchecked exceptions of their own, besides those of Jdbi.
            String place = failure instanceof MigrationException migration ? ": " + migration.name : "";
            throw new StoreUnavailableException(
                    "cannot migrate the schema of the database" + place,
                    SqlExceptionTranslator.condition(failure),
                    failure);
        }
    }

    /**
     * Checks that the tables are those of this version, without a change.
     *
     * @throws IllegalArgumentException if a migration or a column is missing, or as for {@link #migrate()}
     */
    public void check() {
        SqlExceptionTranslator.translate("be checked", () -> {
            jdbi.useHandle(this::check);
            return null;
        });
    }

    private void check(Handle handle) {
        List<String> missing = pending(handle).stream().map(Migration::name).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the schema of the database lacks the migrations "
                    + String.join(", ", missing)
                    + "; run the statements of SchemaScript or of the command schema, or let the store migrate");
        }
        TableColumns present = TableColumns.read(handle);
        List<String> columns = Stream.concat(
                        ForeignTables.columns().entrySet().stream()
                                .flatMap(table -> missing(table.getKey(), table.getValue(), present)),
                        Table.all().stream().flatMap(table -> missing(table.name(), table.columns(), present)))
                .distinct()
                .sorted()
                .toList();
        if (!columns.isEmpty()) {
            throw new IllegalArgumentException("the schema of the database lacks the columns "
                    + String.join(", ", columns) + ", although its migrations were recorded");
        }
    }

    private static Stream<String> missing(String table, List<String> columns, TableColumns present) {
        return columns.stream()
                .filter(column -> !present.of(table).contains(column))
                .map(column -> present.name(table) + "." + column);
    }

    /** A statement of a migration has failed. */
    private static final class MigrationException extends JdbiException {

        private static final long serialVersionUID = 1L;

        private final String name;

        MigrationException(Migration migration, SQLException cause) {
            super(cause);
            name = migration.name();
        }
    }

    /** Waits a moment for the server that migrates. */
    private static void await(long start) {
        try {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new StoreUnavailableException(
                        "another server has been migrating the schema of the database for too long",
                        Condition.LOCKED,
                        null);
            }
            Thread.sleep(INTERVAL.toMillis());
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(
                    "interrupted while another server migrates the schema", Condition.LOCKED, interruption);
        }
    }

    private List<Migration> pending(Handle handle) {
        TableColumns present = TableColumns.read(handle);
        ForeignTables.reject(present);
        if (present.of(HISTORY).isEmpty()) {
            return migrations;
        }
        Map<Integer, String> applied = handle.createQuery("select version, checksum from " + HISTORY)
                .map((row, context) -> Map.entry(row.getInt("version"), row.getString("checksum")))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
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

    /** Returns false if another server migrates the schema. */
    private boolean applyPending(Handle handle) {
        if (!dialect.tryLockSchema(handle)) {
            return false;
        }
        handle.execute(CREATE_HISTORY);
        pending(handle).forEach(migration -> apply(migration, handle));
        return true;
    }

    /**
     * Applies a migration. Rows have no values in the columns that it adds, so it withdraws the registered row formats for these
     * columns; {@link ColumnBackfill} then fills them.
     */
    private void apply(Migration migration, Handle handle) {
        Set<String> before = columns(handle);
        TableNames names = TableNames.of(handle);
        migration
                .statements(dialect.placeholders())
                .forEach(sql -> execute(names.qualifiedMigration(sql, dialect), migration, handle));
        Set<String> added = columns(handle);
        added.removeAll(before);
        RowFormats.unregisterColumns(handle, added);
        if (insertHistory(migration, handle)) {
            LOG.info("applied the migration {}", migration.name());
        }
    }

    /** Returns false if another server has applied the migration at the same time. */
    private boolean insertHistory(Migration migration, Handle handle) {
        try {
            handle.createUpdate(
                            "insert into " + HISTORY
                                    + " (version, name, checksum, applied_at) values (:version, :name, :checksum, current_timestamp)")
                    .bind("version", migration.version())
                    .bind("name", migration.name())
                    .bind("checksum", migration.checksum())
                    .execute();
            return true;
        } catch (JdbiException failure) {
            if (dialect.hasTransactionalDdl() || !SqlExceptionTranslator.isUniqueViolation(failure)) {
                throw failure;
            }
            return false;
        }
    }

    /** Executes a statement as it is: Jdbi would look for parameters in it. */
    private void execute(String sql, Migration migration, Handle handle) {
        try (Statement statement = handle.getConnection().createStatement()) {
            try {
                statement.execute(sql);
            } catch (SQLException failure) {
                if (dialect.hasTransactionalDdl()) {
                    throw failure;
                }
                // Another session may have created the same object after the statement saw that it is absent.
                executeAgain(sql, statement, failure);
            }
        } catch (SQLException failure) {
            throw new MigrationException(migration, failure);
        }
    }

    private static void executeAgain(String sql, Statement statement, SQLException first) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException second) {
            first.addSuppressed(second);
            throw first;
        }
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
