package org.executionsession.jdbi;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.config.SchemaConfig;
import org.executionsession.jdbi.support.ManualCommit;
import org.executionsession.storecontract.ExecutionSessionStoreContract;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A pool without autocommit, and tables with a prefix in a schema of their own. */
class H2ManualCommitStoreTest extends ExecutionSessionStoreContract {

    private static JdbcConnectionPool pool;
    private static JdbiExecutionSessionStore store;

    @BeforeAll
    static void open(@TempDir Path directory) throws SQLException {
        pool = JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve("sessions"), "sa", "");
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("create schema \"Jobs\"");
        }
        store = JdbiExecutionSessionStore.builder(ManualCommit.of(pool))
                .schema(SchemaConfig.DEFAULT.withSchema("jobs").withTablePrefix("app_"))
                .open();
    }

    @AfterAll
    static void close() {
        pool.dispose();
    }

    @Override
    protected ExecutionSessionStore store() {
        return store;
    }
}
