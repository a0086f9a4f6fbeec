package org.executionsession.jdbi;

import com.zaxxer.hikari.HikariDataSource;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.executionsession.jdbi.support.TransactionPerCall;
import org.executionsession.storecontract.ExecutionSessionStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests the contract of stores with each call in a transaction of a host. */
class HostTransactionStoreTest extends ExecutionSessionStoreContract {

    private static HikariDataSource pool;
    private static ExecutionSessionStore store;

    @BeforeAll
    static void open() {
        pool = EmbeddedPostgresql.newDatabase();
        store = TransactionPerCall.of(pool, JdbiExecutionSessionStore.open(pool));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Override
    protected ExecutionSessionStore store() {
        return store;
    }
}
