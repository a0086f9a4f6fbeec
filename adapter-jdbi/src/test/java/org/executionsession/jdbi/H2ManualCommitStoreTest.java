package org.executionsession.jdbi;

import java.nio.file.Path;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.support.ManualCommit;
import org.executionsession.storecontract.ExecutionSessionStoreContract;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class H2ManualCommitStoreTest extends ExecutionSessionStoreContract {

    private static JdbcConnectionPool pool;
    private static JdbiExecutionSessionStore store;

    @BeforeAll
    static void open(@TempDir Path directory) {
        pool = JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve("sessions"), "sa", "");
        store = JdbiExecutionSessionStore.open(ManualCommit.of(pool));
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
