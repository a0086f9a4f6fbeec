package org.executionsession.jdbi;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.config.SchemaConfig;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.executionsession.jdbi.support.TransactionPerCall;
import org.executionsession.storecontract.ExecutionSessionStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests the contract of stores with each call in a transaction of a host, in tables with a prefix in another schema. */
class HostTransactionStoreTest extends ExecutionSessionStoreContract {

    private static HikariDataSource pool;
    private static ExecutionSessionStore store;

    @BeforeAll
    static void open() throws SQLException {
        pool = EmbeddedPostgresql.newDatabase();
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("create schema \"Jobs\"");
        }
        store = TransactionPerCall.of(
                pool,
                JdbiExecutionSessionStore.builder(pool)
                        .schema(SchemaConfig.DEFAULT.withSchema("Jobs").withTablePrefix("app_"))
                        .open());
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
