package org.executionsession.jdbi.internal.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.jdbi.v3.core.JdbiException;

/** Translates exceptions of the database to those of the domain, by their SQLSTATE. */
public final class SqlExceptionTranslator {

    private static final String UNIQUE_VIOLATION = "23505";

    private static final String READ_ONLY_TRANSACTION = "25006";

    /** The SQLSTATE of PostgreSQL for a deadlock, and the standard one for a serialization failure. */
    private static final Set<String> DEADLOCKS = Set.of("40P01", "40001");

    /** The SQLSTATEs of PostgreSQL and of H2. */
    private static final Set<String> LOCK_TIMEOUTS = Set.of("55P03", "HYT00");

    /**
     * The SQLSTATE classes of wrong statements or data. They are defects of this module, which must not be reported as
     * an unavailable store. All other classes (connection, resources, shutdown, locks, I/O) describe the condition of
     * the database.
     */
    private static final Set<String> STATEMENT_ERRORS = Set.of("07", "0A", "21", "22", "23", "26", "42");

    /** The database user lacks a privilege. The class is 42, but the statement is correct. */
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /**
     * PostgreSQL executes no more statements in a transaction in which one has failed. The store uses savepoints, so it is a transaction
     * of the application, and the same call fails again.
     */
    private static final String FAILED_TRANSACTION = "25P02";

    private static final List<String> DISK_FULL_MESSAGES =
            List.of("No space left on device", "File too large", "Disk quota exceeded", "not enough space on the disk");

    private SqlExceptionTranslator() {}

    public static boolean isUniqueViolation(JdbiException failure) {
        return sqlState(failure).filter(UNIQUE_VIOLATION::equals).isPresent();
    }

    /**
     * Returns whether the database rolled back the transaction because of a deadlock or a serialization failure, so
     * that it can be retried.
     */
    public static boolean isDeadlock(Throwable failure) {
        return sqlState(failure).filter(DEADLOCKS::contains).isPresent();
    }

    /** Returns whether a statement has waited too long for a lock of another transaction. */
    public static boolean isLockTimeout(Throwable failure) {
        return sqlState(failure).filter(LOCK_TIMEOUTS::contains).isPresent();
    }

    /** Runs an action on the database and translates its exceptions. */
    public static <T> T translate(String action, Supplier<T> onDatabase) {
        try {
            return onDatabase.get();
        } catch (Exception failure) {
            // Jdbi throws SQLExceptions without declaring them, as when it closes the result of a query.
            throw translate(action, failure);
        }
    }

    /** Runs an action without a result on the database and translates its exceptions. */
    public static void run(String action, Runnable onDatabase) {
        translate(action, () -> {
            onDatabase.run();
            return null;
        });
    }

    /** Returns the exception of the domain for a failure. */
    public static RuntimeException translate(String action, Throwable failure) {
        String message = "the database cannot " + action + reason(failure);
        if (sqlState(failure).filter(FAILED_TRANSACTION::equals).isPresent()) {
            return new IllegalStateException(
                    message + ": a statement has failed before in the transaction of the application; roll it back",
                    failure);
        }
        if (failure instanceof JdbiException || failure instanceof SQLException) {
            return sqlState(failure)
                            .filter(SqlExceptionTranslator::isStatementError)
                            .isEmpty()
                    ? new StoreUnavailableException(message, condition(failure), failure)
                    : new StoreFailureException(message, failure);
        }
        return failure instanceof RuntimeException known ? known : new StoreFailureException(message, failure);
    }

    /** The transaction of an application, or all of a role, can be read-only, while the database is not. */
    private static String reason(Throwable failure) {
        return sqlState(failure).filter(READ_ONLY_TRANSACTION::equals).isPresent()
                ? ": the transaction is read-only"
                : "";
    }

    /** Returns the condition of the database that caused a failure. */
    public static Condition condition(Throwable failure) {
        Condition condition = Condition.UNREACHABLE;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isDiskFull(cause)) {
                return Condition.FULL;
            }
            if (isClosedPool(String.valueOf(cause.getMessage()))) {
                return Condition.CLOSED;
            }
            if (condition == Condition.UNREACHABLE && cause instanceof SQLException sql) {
                condition = condition(sql);
            }
        }
        return condition;
    }

    /** Checks the messages of HikariCP and of the pool of H2, because a closed pool has no SQLSTATE. */
    private static boolean isClosedPool(String message) {
        return message.contains("Connection pool has been disposed")
                || message.contains("HikariDataSource") && message.contains("has been closed");
    }

    private static Condition condition(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return switch (state) {
            case READ_ONLY_TRANSACTION, "90097" -> Condition.READ_ONLY;
            case "53100" -> Condition.FULL;
            case INSUFFICIENT_PRIVILEGE, "90040", "90096" -> Condition.DENIED;
            case "90067", "90098", "90121" -> Condition.CLOSED;
            default ->
                DEADLOCKS.contains(state) || LOCK_TIMEOUTS.contains(state) ? Condition.LOCKED : Condition.UNREACHABLE;
        };
    }

    /**
     * Checks the message, because H2 has no error code for a full disk and only repeats the message of the operating
     * system.
     */
    private static boolean isDiskFull(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return DISK_FULL_MESSAGES.stream().anyMatch(message::contains);
    }

    private static boolean isStatementError(String sqlState) {
        if (sqlState.equals(INSUFFICIENT_PRIVILEGE)) {
            return false;
        }
        return sqlState.length() >= 2 && STATEMENT_ERRORS.contains(sqlState.substring(0, 2));
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
