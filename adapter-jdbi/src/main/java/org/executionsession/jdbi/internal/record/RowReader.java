package org.executionsession.jdbi.internal.record;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.jdbi.internal.sql.CancellableQuery;
import org.executionsession.jdbi.internal.sql.QueryTimeout;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Runs the queries of one read, which a timeout or the caller may cancel.
 *
 * @param handle the connection
 * @param canceller cancels a statement of the connection
 * @param timeout the maximum time until the next matching row
 * @param signal cancels the read
 * @param isOfOneMoment whether all queries of the read see the same rows
 */
record RowReader(
        Handle handle,
        CancellableQuery.Canceller canceller,
        QueryTimeout timeout,
        CancellationSignal signal,
        boolean isOfOneMoment) {

    /** The number of rows that the driver of PostgreSQL fetches at once. */
    private static final int FETCH_SIZE = 200;

    /** Passes each matching row to a consumer, until the consumer returns false. */
    <R> void read(
            String sql,
            Consumer<SqlStatement<?>> parameters,
            RowMapper<R> mapper,
            Predicate<? super R> filter,
            Predicate<? super R> consumer) {
        try (Query statement = handle.createQuery(sql);
                CancellableQuery running = CancellableQuery.of(statement, canceller, timeout, signal)) {
            statement.setFetchSize(FETCH_SIZE);
            parameters.accept(statement);
            try (ResultIterator<R> rows = statement.map(mapper).iterator()) {
                running.forEach(rows, filter, consumer);
            } catch (JdbiException failure) {
                throw running.translate(failure);
            }
        }
    }

    /** Passes all rows to a consumer. The query timeout limits the time for all of them. */
    <R> void readAll(
            String sql, Consumer<SqlStatement<?>> parameters, RowMapper<R> mapper, Consumer<? super R> consumer) {
        Predicate<R> noMatch = row -> {
            consumer.accept(row);
            return false;
        };
        read(sql, parameters, mapper, noMatch, row -> true);
    }
}
