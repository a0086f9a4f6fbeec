package org.executionsession.quartz;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.executionsession.quartz.support.QuartzTables;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

/** Tests what is recorded of jobs in the clustered job store of Quartz. */
class JdbcJobStoreTest extends RecordedJobs {

    private final List<JdbcConnectionPool> pools = new ArrayList<>();

    @Override
    Properties store() throws Exception {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        pools.add(pool);
        QuartzTables.create(pool, "h2");
        return QuartzTables.clusteredStore(pool, "StdJDBCDelegate");
    }

    @AfterEach
    void closePools() {
        pools.forEach(JdbcConnectionPool::dispose);
    }
}
