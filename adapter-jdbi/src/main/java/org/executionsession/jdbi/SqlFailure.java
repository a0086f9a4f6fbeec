package org.executionsession.jdbi;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.executionsession.domain.refusal.StoreUnavailableException;
import org.jdbi.v3.core.JdbiException;

/** Tells what a failed statement means to the caller of the store, by its SQLSTATE. */
final class SqlFailure {

    private static final String UNIQUE_VIOLATION = "23505";

    /** PostgreSQL's own, and the standard's for a transaction that is ended for the sake of others. */
    private static final Set<String> DEADLOCKS = Set.of("40P01", "40001");

    /**
     * The classes of SQLSTATE that say that the statement or its data is wrong: our bug, which must not hide behind
     * "unavailable". Everything else (connection, resources, shutdown, locks, I/O) is the database's state.
     */
    private static final Set<String> OUR_FAULT = Set.of("07", "0A", "21", "22", "23", "26", "42");

    private SqlFailure() {}

    static boolean isUniqueViolation(JdbiException failure) {
        return sqlState(failure).filter(UNIQUE_VIOLATION::equals).isPresent();
    }

    /** Whether the transaction was undone because of others, and may be done again. */
    static boolean isDeadlock(Throwable failure) {
        return sqlState(failure).filter(DEADLOCKS::contains).isPresent();
    }

    /** Runs an action on the database; a database that cannot do it now is a refusal. */
    static <T> T translate(String action, Supplier<T> onDatabase) {
        try {
            return onDatabase.get();
        } catch (JdbiException failure) {
            throw meaning(action, failure);
        }
    }

    /** What a failure is to the caller of the store. */
    static RuntimeException meaning(String action, Throwable failure) {
        if (failure instanceof JdbiException
                && sqlState(failure).filter(SqlFailure::isOurFault).isEmpty()) {
            return new StoreUnavailableException("the database cannot " + action, failure);
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    private static boolean isOurFault(String sqlState) {
        return sqlState.length() >= 2 && OUR_FAULT.contains(sqlState.substring(0, 2));
    }

    private static Optional<String> sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }
}
