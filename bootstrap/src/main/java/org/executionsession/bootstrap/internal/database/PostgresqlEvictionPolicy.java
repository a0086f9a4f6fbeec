package org.executionsession.bootstrap.internal.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Decides which failures of PostgreSQL evict a connection from the pool. A connection keeps the setting {@code
 * default_transaction_read_only} with which it has begun. So one that cannot write is closed: the next one has the present setting.
 */
final class PostgresqlEvictionPolicy implements SQLExceptionOverride {

    private static final String READ_ONLY_TRANSACTION = "25006";

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return READ_ONLY_TRANSACTION.equals(failure.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
