package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.executionsession.jdbi.support.FullDiskFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests what happens to the connections of an H2 database that could not write its file. */
@Timeout(60)
class H2EngineTest {

    @TempDir
    Path folder;

    private Connection connect() throws SQLException {
        return connect(folder);
    }

    static Connection connect(Path folder) throws SQLException {
        FullDiskFiles.register();
        return DriverManager.getConnection(url(folder), "sa", "");
    }

    static String url(Path folder) {
        return "jdbc:h2:" + FullDiskFiles.SCHEME + ":" + folder.resolve("sessions") + ";WRITE_DELAY=1";
    }

    @Test
    void aConnectionOfADatabaseThatHasFailed_isClosed() throws SQLException {
        Connection connection = connect();
        fail(connection);
        H2Engine.closeIfFailed(connection);
        assertThat(connection.isClosed()).isTrue();
        assertThatExceptionOfType(SQLException.class).isThrownBy(connection::rollback);
    }

    /** Writes on a connection until the disk is full, and leaves it in its transaction. */
    static void fail(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.execute("create table t as select x, repeat(random_uuid(), 100) payload from system_range(1, 300)");
        connection.setAutoCommit(false);
        FullDiskFiles.failNextExtension();
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> {
            while (true) {
                statement.execute("update t set payload = repeat(random_uuid(), 100)");
            }
        });
    }

    @Test
    void anotherConnection_isNotClosed() throws SQLException {
        try (Connection connection = connect()) {
            H2Engine.closeIfFailed(connection);
            assertThat(connection.isValid(0)).isTrue();
        }
    }
}
