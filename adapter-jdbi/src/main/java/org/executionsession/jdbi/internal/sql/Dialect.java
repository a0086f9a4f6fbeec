package org.executionsession.jdbi.internal.sql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.executionsession.domain.model.AuditedEntity;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** What the databases do differently. All other SQL here means the same to each of them. */
public sealed interface Dialect permits H2Dialect, PostgresqlDialect {

    /**
     * The dialect of a database.
     *
     * @throws IllegalArgumentException when the store cannot be kept there
     */
    static Dialect of(String databaseProduct) {
        return switch (databaseProduct.toLowerCase(Locale.ROOT)) {
            case "h2" -> new H2Dialect();
            case "postgresql" -> new PostgresqlDialect();
            default ->
                throw new IllegalArgumentException(
                        "execution sessions are kept in H2 or PostgreSQL, but the database is " + databaseProduct);
        };
    }

    /** The values of the placeholders in the files of migrations: {@code bytes}, {@code text} and {@code text_index}. */
    Map<String, String> placeholders();

    /** What to order by so that texts come in the order of their code points, as the domain says. */
    String ordered(String textColumn);

    /** How many transactions that write are worth having at once. */
    int writers();

    /**
     * Rejects a database that does not keep what it acknowledges, before anything is done to it.
     *
     * @throws IllegalArgumentException which says why
     */
    void requireFit(Handle handle);

    /** Whether the database takes no changes. */
    boolean isReadOnly(Handle handle);

    /** What the user of the database may not do with its tables, such as {@code INSERT on selection}. */
    List<String> missingRights(Handle handle);

    /**
     * Makes a database keep what it acknowledges, once, when it is opened and has its tables.
     *
     * @throws IllegalArgumentException when its connections cannot be used
     */
    void prepare(Handle handle);

    /** Makes a transaction keep what it acknowledges; called at its begin. */
    default void begun(Handle handle) {}

    /** Called after each commit; when this returns, what was committed is on the disk. */
    void committed(Handle handle);

    /** An insert that leaves out the rows whose key is there, for {@link #insertedWhereAbsent}. */
    String insertWhereAbsent(String insert);

    /**
     * Runs a batch of such inserts; how many rows each has inserted, not positive for none.
     *
     * @throws IllegalStateException when the driver does not tell
     */
    int[] insertedWhereAbsent(PreparedBatch batch);

    /** Keeps others who lock entities with the same ids waiting until the transaction ends. */
    void lockAll(Handle handle, List<? extends AuditedEntity> entities);

    /** Keeps others who add selections waiting until the transaction ends, so that what is counted stays true. */
    void lockSelections(Handle handle);

    /** How a statement that the handle will run is ended by another thread; called in the transaction of that statement. */
    CancellableQuery.Canceller canceller(Handle handle, Jdbi jdbi);

    /**
     * Whether the database hands out rows in the order of a query as it finds them, by an index; false when it first sorts
     * all of them, or when that is not known.
     */
    boolean ordersByIndex(Handle handle, String sql, Consumer<SqlStatement<?>> parameters);

    /** Whether the database sorts within bounds of its own, for the first rows of an order and for keys alone. */
    boolean sortsWithinBounds();

    /** Reads while the database hands out rows as it finds them, instead of all at once. */
    <T> T streaming(Handle handle, Supplier<T> reading);

    /** The same for several queries, each of which sees the database as the first one does. */
    <T> T snapshot(Handle handle, Supplier<T> reading);
}
