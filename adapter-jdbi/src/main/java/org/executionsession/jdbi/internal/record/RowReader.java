package org.executionsession.jdbi.internal.record;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.jdbi.internal.sql.CancellableQuery;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A connection that reads, and what ends its statements.
 *
 * @param handle the connection
 * @param canceller how the database ends a statement of this connection
 * @param queryTimeout how long the database may work on a statement at a stretch
 * @param signal tells that nobody waits any more
 */
record RowReader(
        Handle handle, CancellableQuery.Canceller canceller, Duration queryTimeout, CancellationSignal signal) {

    private static final int FETCH_SIZE = 200;

    /** Reads row after row, for as long as the reader wants more. */
    <R> void read(
            String sql,
            Consumer<SqlStatement<?>> parameters,
            RowMapper<R> mapper,
            Predicate<? super R> meant,
            Predicate<? super R> reader) {
        try (Query statement = handle.createQuery(sql);
                CancellableQuery running = CancellableQuery.of(statement, canceller, queryTimeout, signal)) {
            statement.setFetchSize(FETCH_SIZE);
            parameters.accept(statement);
            try (ResultIterator<R> rows = statement.map(mapper).iterator()) {
                running.forEach(rows, meant, reader);
            } catch (JdbiException failure) {
                throw running.meaning(failure);
            }
        }
    }

    /** Reads all rows; the time that it takes for all of them together counts. */
    <R> void readAll(
            String sql, Consumer<SqlStatement<?>> parameters, RowMapper<R> mapper, Consumer<? super R> reader) {
        Predicate<R> none = row -> {
            reader.accept(row);
            return false;
        };
        read(sql, parameters, mapper, none, row -> true);
    }
}
