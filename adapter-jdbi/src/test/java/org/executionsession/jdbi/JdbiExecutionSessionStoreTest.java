package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.TimeZone;
import java.util.UUID;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.support.ManualCommit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbiExecutionSessionStoreTest {

    @TempDir
    Path directory;

    @Test
    void aReopenedDatabase_hasTheStoredRows() {
        ExecutionSession session = session();
        JdbiExecutionSessionStore.open(file("sessions")).sessions().add(session);
        assertThat(JdbiExecutionSessionStore.open(file("sessions")).sessions().find(session.id()))
                .contains(session);
    }

    @Test
    void aDatabaseOfTheHostApplication_keepsItsTablesAndMigrations() throws SQLException {
        JdbcDataSource hosts = file("host");
        try (Connection connection = hosts.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table orders (id int)");
            statement.execute("create table \"flyway_schema_history\" (installed_rank int)");
        }
        ExecutionSession session = session();
        JdbiExecutionSessionStore.open(hosts).sessions().add(session);
        assertThat(JdbiExecutionSessionStore.open(hosts).sessions().find(session.id()))
                .contains(session);
        try (Connection connection = hosts.getConnection();
                ResultSet orders = connection.createStatement().executeQuery("select count(*) from orders")) {
            assertThat(orders.next()).isTrue();
        }
    }

    @Test
    void connectionsWithoutAutocommit_commit() {
        ExecutionSession session = session();
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(ManualCommit.of(file("manual")));
        store.sessions().add(session);
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> store.sessions().add(session));
        assertThat(JdbiExecutionSessionStore.open(file("manual")).sessions().find(session.id()))
                .contains(session);
    }

    @Test
    void theTimeZoneOfTheMachine_doesNotShiftDates() {
        TimeZone machine = TimeZone.getDefault();
        ExecutionSession session = session();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
            JdbiExecutionSessionStore.open(file("zones")).sessions().add(session);
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
            assertThat(JdbiExecutionSessionStore.open(file("zones")).sessions().find(session.id()))
                    .contains(session);
        } finally {
            TimeZone.setDefault(machine);
        }
    }

    @Test
    void anUnreachableDatabase_isRejectedAndNeverAnEmptyResult() throws SQLException {
        JdbcDataSource dataSource = file("gone");
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(dataSource);
        dataSource.setUrl("jdbc:h2:tcp://127.0.0.1:1/gone");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store.sessions().find(UUID.randomUUID()));
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store.sessions().add(session()));
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> JdbiExecutionSessionStore.open(dataSource));
    }

    @Test
    void anInterruptedThread_writesAndTheFileStaysOpen() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(file("interrupted"));
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
            ExecutionSession session = session();
            Thread.currentThread().interrupt();
            store.sessions().add(session);
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThat(store.sessions().find(session.id())).contains(session);
            ExecutionSession another = session();
            store.sessions().add(another);
            assertThat(store.sessions().find(another.id())).contains(another);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void theStoredForm_isReadableTextWithoutDefaults() throws SQLException {
        JdbcDataSource dataSource = file("text");
        JdbiExecutionSessionStore.open(dataSource).sessions().add(session());
        try (Connection connection = DriverManager.getConnection(dataSource.getURL());
                ResultSet row = connection.createStatement().executeQuery("select document from execution_session")) {
            assertThat(row.next()).isTrue();
            assertThat(new String(row.getBytes(1), StandardCharsets.UTF_8))
                    .isEqualTo("{\"abortReason\":0,\"retries\":3,\"user\":\"ACME\\\\jo\"}");
        }
    }

    private JdbcDataSource file(String name) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:file:" + directory.resolve(name));
        return dataSource;
    }

    private static ExecutionSession session() {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(UUID.randomUUID())
                        .retries(3)
                        .user("ACME\\jo")
                        .build(),
                Instant.parse("2026-03-29T01:30:00.007Z"),
                new Caller("ACME", "jo"),
                () -> new UUID(7, 1));
    }
}
