package org.executionsession.bootstrap.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests when the page cache of H2 is cleared. */
class H2PageCacheMonitorTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void aCollectionThatLeavesTooLittleFreeHeap_clearsTheCache() throws SQLException {
        JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("db"), "sa", "");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table t as select x, repeat('a', 1000) as text from system_range(1, 10000)");
            statement.executeQuery("select sum(length(text)) from t").close();
            assertThat(cached(statement)).isPositive();

            try (H2PageCacheMonitor monitor = H2PageCacheMonitor.start(database::getConnection, 0)) {
                assertThat(monitor).isNotNull();
                long begun = System.nanoTime();
                while (cached(statement) > 0 && System.nanoTime() - begun < PATIENCE.toNanos()) {
                    System.gc();
                }
                assertThat(cached(statement)).isZero();
            }
        } finally {
            database.dispose();
        }
    }

    /** In megabytes. */
    private static int cached(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select setting_value from information_schema.settings where setting_name = 'info.CACHE_SIZE'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
