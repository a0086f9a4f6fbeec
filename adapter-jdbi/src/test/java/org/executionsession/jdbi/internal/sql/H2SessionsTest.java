package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.executionsession.jdbi.H2File;
import org.executionsession.jdbi.support.FullDiskFiles;
import org.executionsession.jdbi.support.FullDiskFiles.Shortage;
import org.executionsession.jdbi.support.ReadOnlyFiles;
import org.h2.api.ErrorCode;
import org.h2.engine.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what happens to the connections of an H2 database that could not write its file. */
@Timeout(60)
class H2SessionsTest {

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
        return H2File.prepare("jdbc:h2:" + FullDiskFiles.SCHEME + ":" + folder.resolve("sessions") + ";WRITE_DELAY=1");
    }

    /** One that stays open could close the database that H2 opens next. */
    @Test
    void allConnectionsOfADatabaseThatHasFailed_areClosed() throws SQLException {
        Connection connection = connect();
        List<Connection> others = List.of(connect(), connect(), connect());
        for (Connection other : others) {
            other.setAutoCommit(false);
            other.createStatement().execute("create table t" + others.indexOf(other) + " (x int)");
            other.createStatement().execute("insert into t" + others.indexOf(other) + " values (1)");
        }
        fail(connection);
        assertThat(new H2Sessions().closeIfFailed(connection)).contains(connection);
        assertThat(connection.isClosed()).isTrue();
        assertThatExceptionOfType(SQLException.class).isThrownBy(connection::rollback);
        assertThat(others).allSatisfy(other -> assertThat(other.isClosed()).isTrue());
    }

    /** Writes on a connection until the disk is full, and leaves it in its transaction. */
    static void fail(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.execute("create table t as select x, repeat(random_uuid(), 100) payload from system_range(1, 300)");
        connection.setAutoCommit(false);
        AtomicReference<Shortage> shortage = new AtomicReference<>(FullDiskFiles.failNextExtension());
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> {
            while (true) {
                statement.execute("update t set payload = repeat(random_uuid(), 100)");
                if (shortage.get().hasHappened()) {
                    // It can hit a database of another test, which H2 has not closed yet.
                    shortage.set(FullDiskFiles.failNextExtension());
                }
            }
        });
        FullDiskFiles.freeDisk();
    }

    @Test
    void aCommitOnASessionThatAnotherThreadHasClosed_failsAsAnotherCommit() throws SQLException {
        Handle handle = Jdbi.open(connect());
        H2Sessions.session(handle.getConnection()).orElseThrow().close();
        assertThatExceptionOfType(TransactionException.class)
                .isThrownBy(() -> new H2Engine().sync(handle))
                .withCauseInstanceOf(SQLException.class);
    }

    @Test
    void anotherConnection_isNotClosed() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(new H2Sessions().closeIfFailed(connection)).isEmpty();
            assertThat(connection.isValid(0)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatabaseThatNoNewConnectionReaches_isClosed(boolean hasSession) throws SQLException {
        H2Sessions sessions = new H2Sessions();
        Connection lost = connectToLostDatabase(folder, ";DB_CLOSE_DELAY=-1");
        lost.createStatement().execute("create table kept as select 1 x");
        sessions.closeIfFailed(lost);
        if (!hasSession) {
            lost.close();
        }
        assertThat(catchThrowableOfType(SQLException.class, this::connect).getErrorCode())
                .isEqualTo(ErrorCode.DATABASE_ALREADY_OPEN_1);
        try (Connection next = sessions.borrow(newConnections())) {
            assertThat(next.createStatement().execute("select x from kept")).isTrue();
        }
        assertThat(lost.isClosed()).isTrue();
        connect().close();
    }

    /** H2 would try without an end to close a database whose last write fails. */
    @Test
    void aDatabaseThatNoNewConnectionReaches_isClosedIfItCannotBeWritten() throws Exception {
        H2Sessions sessions = new H2Sessions();
        Connection lost = connectToLostDatabase(folder, "");
        sessions.closeIfFailed(lost);
        lost.createStatement().execute("set write_delay 60000");
        lost.createStatement().execute("create table lost as select repeat(random_uuid(), 1000000) x");
        FullDiskFiles.failNextExtension();
        try (Connection next = sessions.borrow(newConnections())) {
            assertThat(next.isValid(0)).isTrue();
        } finally {
            FullDiskFiles.freeDisk();
        }
        assertThat(lost.isClosed()).isTrue();
    }

    /** A routing data source can have several. */
    @Test
    void aFailureOfAnotherDatabase_closesNothing(@TempDir Path other) throws SQLException {
        Connection lost = connectToLostDatabase(other, "");
        H2Sessions sessions = new H2Sessions();
        try (Connection connection = connect()) {
            sessions.closeIfFailed(connection);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> sessions.borrow(OwnConnectionsTest.dataSource(() -> connect(other))));
            assertThat(connection.isValid(0)).isTrue();
            assertThat(lost.isValid(0)).isTrue();
            lost.close();
        }
    }

    private DataSource newConnections() {
        return OwnConnectionsTest.dataSource(this::connect);
    }

    /** Returns a connection to a database that H2 has lost by a late call of the one before, which has failed. */
    static Connection connectToLostDatabase(Path folder, String settings) throws SQLException {
        Connection failed = connect(folder);
        Database before = H2Sessions.session(failed).orElseThrow().getDatabase();
        fail(failed);
        new H2Sessions().closeIfFailed(failed);
        Connection next = DriverManager.getConnection(url(folder) + settings, "sa", "");
        before.shutdownImmediately();
        return next;
    }

    /** A session of the application keeps it open. */
    @Test
    void aReadOnlyDatabaseThatStaysOpen_canBeRead() throws SQLException {
        connect().close();
        ReadOnlyFiles.register();
        ReadOnlyFiles.setReadOnly(true);
        String url = "jdbc:h2:" + ReadOnlyFiles.SCHEME + ":" + folder.resolve("sessions");
        try (Connection ofApplication = DriverManager.getConnection(url, "sa", "")) {
            ReadOnlyFiles.setReadOnly(false);
            H2Sessions sessions = new H2Sessions();
            List<Connection> closed = new ArrayList<>();
            Connection usable = DriverManager.getConnection(url, "sa", "");
            while (sessions.closeIfFailed(usable).isPresent()) {
                closed.add(usable);
                usable = DriverManager.getConnection(url, "sa", "");
            }
            assertThat(closed).hasSizeBetween(1, 60);
            assertThat(usable.isValid(0)).isTrue();
            assertThat(ofApplication.isValid(0)).isTrue();
            usable.close();
        } finally {
            ReadOnlyFiles.setReadOnly(false);
        }
    }

    @Test
    void aDatabase_staysOpenAfterAnotherFailure() throws SQLException {
        H2Sessions sessions = new H2Sessions();
        try (Connection connection = connect()) {
            sessions.closeIfFailed(connection);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> sessions.borrow(OwnConnectionsTest.dataSource(() -> {
                        throw new SQLException("the pool has no connection");
                    })));
            assertThat(connection.isValid(0)).isTrue();
        }
    }
}
