package org.executionsession.jdbi.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.support.FullDiskFiles;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests a transaction whose database fails. */
@Timeout(60)
class TransactionsTest {

    @TempDir
    Path folder;

    private final List<Boolean> closedAtRollback = new ArrayList<>();

    @Test
    void theSessionOfADatabaseThatHasFailed_isClosedBeforeTheRollback() throws SQLException {
        FullDiskFiles.register();
        Connection connection = DriverManager.getConnection(
                "jdbc:h2:" + FullDiskFiles.SCHEME + ":" + folder.resolve("sessions") + ";WRITE_DELAY=1", "sa", "");
        connection
                .createStatement()
                .execute("create table t as select x, repeat(random_uuid(), 100) payload from system_range(1, 300)");
        Jdbi jdbi = Jdbi.create(() -> watched(connection));
        H2Dialect dialect = new H2Dialect();
        dialect.prepare(Jdbi.open(connection));
        Transactions transactions = new Transactions(jdbi, dialect);
        FullDiskFiles.failNextExtension();
        assertThatExceptionOfType(JdbiException.class)
                .isThrownBy(() -> transactions.run(TransactionsTest::updateForEver));
        assertThat(closedAtRollback).containsExactly(true);
    }

    private static Void updateForEver(Handle handle) {
        while (true) {
            handle.execute("update t set payload = repeat(random_uuid(), 100)");
        }
    }

    private Connection watched(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("rollback")) {
                        closedAtRollback.add(connection.isClosed());
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
