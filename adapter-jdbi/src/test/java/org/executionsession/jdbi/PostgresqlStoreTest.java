package org.executionsession.jdbi;

import com.zaxxer.hikari.HikariDataSource;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.executionsession.storecontract.ExecutionSessionStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresqlStoreTest extends ExecutionSessionStoreContract {

    private static HikariDataSource pool;
    private static JdbiExecutionSessionStore store;

    @BeforeAll
    static void open() {
        pool = EmbeddedPostgresql.newDatabase();
        store = JdbiExecutionSessionStore.open(pool);
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
