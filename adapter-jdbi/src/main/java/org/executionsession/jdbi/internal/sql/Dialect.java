package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.executionsession.jdbi.config.Durability;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** The differences between the databases. All other SQL of this module is the same for each of them. */
public sealed interface Dialect permits H2Dialect, PostgresqlDialect {

    /**
     * Returns the dialect of a database.
     *
     * @throws IllegalArgumentException when the database is not supported
     */
    static Dialect of(String databaseProduct) {
        return switch (databaseProduct.toLowerCase(Locale.ROOT)) {
            case "h2" -> new H2Dialect();
            case "postgresql" -> new PostgresqlDialect();
            default ->
                throw new IllegalArgumentException(
                        "the database " + databaseProduct + " is not supported; use H2 or PostgreSQL");
        };
    }

    /**
     * Returns the values of the placeholders in the migration files: {@code bytes}, {@code text}, and what surrounds a text in an index,
     * {@code text_key} and {@code end_of_text_key}.
     */
    Map<String, String> placeholders();

    /**
     * Returns the expression by which an index finds a text.
     *
     * @param textColumn the name of the column
     * @param text the sought text
     * @return an expression that equals the text if and only if the column does
     */
    String textKey(String textColumn, String text);

    /** Returns the expression that orders a text column by code points, as the domain defines it. */
    String orderByExpression(String textColumn);

    /** Returns the number of concurrent write transactions with the highest throughput. */
    int maxWriters();

    /**
     * Rejects an unsuitable database before the store changes it, such as one that loses committed data.
     *
     * @throws IllegalArgumentException with the reason
     */
    void requireSuitable(Handle handle);

    /**
     * Rejects a current schema that does not exist.
     *
     * @throws IllegalArgumentException with the reason
     */
    void requireCurrentSchema(Handle handle);

    /** Returns the SQL expression that identifies the session of a connection. */
    String sessionId();

    /** Returns whether a new index needs the schema before its name. */
    boolean hasQualifiedIndexes();

    /** Returns whether the database is read-only. */
    boolean isReadOnly(Handle handle);

    /**
     * Returns the privileges on the tables that the database user lacks, such as {@code INSERT on execution_selection}.
     */
    List<String> missingPrivileges(Handle handle);

    /**
     * Prepares a database for durable commits; called once, before the migrations.
     *
     * @throws IllegalArgumentException when the connections have unsuitable settings
     */
    void prepare(Handle handle);

    /**
     * Makes a connection fail at each further call if its database has failed, and could let the call wait for ever.
     *
     * @return the connection of the driver, if it is closed
     */
    default Optional<Connection> closeIfFailed(Connection connection) throws SQLException {
        return Optional.empty();
    }

    /** Returns a connection of a pool. Closes a database in this process that keeps new connections from being opened. */
    default Connection borrow(DataSource pool) throws SQLException {
        return PoolException.connection(pool);
    }

    /** Makes the commit of a transaction durable; called at the start of each transaction. */
    default void afterBegin(Handle handle) {}

    /**
     * Does the same, and limits how long a statement of the transaction waits for locks of other transactions.
     *
     * @param lockTimeout the time; at least a millisecond
     */
    void afterBegin(Handle handle, Duration lockTimeout);

    /** Changes this limit for the rest of the transaction. */
    void limitLockTimeout(Handle handle, Duration lockTimeout);

    /** Restores the settings of a connection after a transaction with a limited wait for locks, if they outlive it. */
    default void restoreLockTimeout(Handle handle) {}

    /** Called after each commit; when it returns, the commit is as durable as requested. */
    void afterCommit(Handle handle, Durability durability);

    /**
     * Inserts rows.
     *
     * @throws org.jdbi.v3.core.JdbiException if a key is in use
     */
    void insert(Handle handle, RowInsert insert, List<Object[]> rows);

    /** Inserts the rows whose keys are not in use. Returns for each row whether it was inserted. */
    boolean[] insertAbsent(Handle handle, RowInsert insert, List<Object[]> rows);

    /**
     * Does the same for entities whose ids are their keys, and skips a row that another transaction inserts or whose id it has locked, instead
     * of waiting for that transaction. On PostgreSQL it locks the ids.
     */
    boolean[] insertUncontended(Handle handle, RowInsert insert, List<Object[]> rows);

    /**
     * Locks the ids of new entities until the transaction ends, in a fixed order: other transactions that lock the same ids wait. The primary
     * keys of results and details have more than the id, so they do not prevent a second one.
     */
    void lockNew(Handle handle, List<UUID> ids);

    /** Called before rows are deleted whose ids {@link #insertUncontended} may insert, so that it skips them at once. */
    default void lockForDeletion(Handle handle, List<UUID> ids) {}

    /** Locks migrations of the schema until the transaction ends. Returns false if another transaction holds the lock. */
    boolean tryLockSchema(Handle handle);

    /** Returns whether a rollback undoes statements that change the schema. */
    boolean hasTransactionalDdl();

    /** Locks the addition of rows until the transaction ends, so that their count does not grow. */
    void lockAddition(Handle handle, LimitedRows rows);

    /**
     * Returns how another thread cancels a statement that the handle will run; called in the transaction of the
     * statement.
     */
    CancellableQuery.Canceller canceller(Handle handle, Jdbi jdbi);

    /**
     * Returns whether rows with documents can be read one by one. Otherwise the driver fetches several rows at once, whatever
     * their size.
     */
    boolean streamsRows();

    /**
     * Returns whether an ordered query can be read row by row in the order of an index, so that the database sorts nothing.
     */
    boolean readsInOrder(Handle handle, String sql, Consumer<SqlStatement<?>> parameters);

    /** Returns whether the database ends a statement soon after it is cancelled, also if a condition takes long for each row. */
    boolean cancelsWithinRows();

    /** Returns whether the database can sort rows by texts of any length without a copy of the texts for each list. */
    boolean sortsTexts();

    /**
     * Returns whether the database keeps rows, with their documents, in the memory of this process: one of each part of a {@code union all},
     * and those that a transaction has locked or changed.
     */
    boolean keepsRowsInProcess();

    /** Runs queries whose rows the database streams instead of buffering the whole result. */
    <T> T streaming(Handle handle, Supplier<T> reading);

    /** Does the same for several queries that all see one snapshot of the database. */
    <T> T snapshot(Handle handle, Supplier<T> reading);
}
