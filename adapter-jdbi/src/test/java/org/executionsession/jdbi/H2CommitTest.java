package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.support.SlowDiskFiles;
import org.executionsession.jdbi.support.SyncedFiles;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests when commits are written to the file of H2, and what happens to space in the file that is no longer used. */
class H2CommitTest {

    /** H2 writes commits by itself only after a minute. */
    private static final String LATE = ";WRITE_DELAY=60000";

    /** Lets the background thread of H2 run every ten milliseconds, and reuse space at once. */
    private static final String BUSY = ";WRITE_DELAY=30;RETENTION_TIME=0";

    /** Three times what a session of this test needs. A file that never reuses space has 45 KB for each session. */
    private static final long MAX_BYTES = 15_000;

    @TempDir
    Path directory;

    @Test
    void aCommit_isSyncedBeforeItIsAcknowledged() {
        SyncedFiles.register();
        JdbcConnectionPool pool = pool(SyncedFiles.SCHEME + ":", LATE);
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
            for (int commit = 0; commit < 5; commit++) {
                long before = SyncedFiles.written();
                store.sessions().add(session());
                assertThat(SyncedFiles.written()).isGreaterThan(before);
                assertThat(SyncedFiles.synced()).isEqualTo(SyncedFiles.written());
            }
        } finally {
            pool.dispose();
        }
    }

    @Test
    void aCommitWithoutFsync_isWrittenButNotSynced() {
        SyncedFiles.register();
        JdbcConnectionPool pool = pool(SyncedFiles.SCHEME + ":", LATE);
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.builder(pool)
                    .durability(Durability.NO_FSYNC)
                    .open();
            long before = SyncedFiles.written();
            store.sessions().add(session());
            assertThat(SyncedFiles.written()).isGreaterThan(before);
            assertThat(SyncedFiles.synced()).isLessThanOrEqualTo(before);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void theSettingsOfTheDatabase_areNotChanged() throws SQLException {
        JdbcConnectionPool pool = pool("", "");
        try (Connection keepsTheDatabaseOpen = pool.getConnection()) {
            String before = settings(keepsTheDatabaseOpen);
            JdbiExecutionSessionStore.open(pool).sessions().add(session());
            assertThat(settings(keepsTheDatabaseOpen)).isEqualTo(before);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void theFileOfManySmallCommits_reusesItsSpace() throws Exception {
        assertThatSpaceIsReused("", 1_500);
    }

    /** The thread of H2 that reclaims space finds at most one commit whenever it runs. */
    @Test
    void theFileOfFewCommitsOnASlowDisk_reusesItsSpace() throws Exception {
        SlowDiskFiles.register();
        assertThatSpaceIsReused(SlowDiskFiles.SCHEME + ":", 400);
    }

    private void assertThatSpaceIsReused(String fileSystem, int commits) throws Exception {
        JdbcConnectionPool pool = pool(fileSystem, BUSY);
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
            for (int commit = 0; commit < commits; commit++) {
                store.sessions().add(session());
            }
            // The background thread may be behind.
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (Files.size(file()) > commits * MAX_BYTES && System.nanoTime() < deadline) {
                store.checkWrite();
            }
            assertThat(Files.size(file()) / commits)
                    .as("bytes for each session")
                    .isLessThanOrEqualTo(MAX_BYTES);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void commitsOnHiddenConnections_areWrittenByStatements() throws SQLException {
        JdbcConnectionPool pool = pool("", LATE);
        try (Connection keepsTheDatabaseOpen = pool.getConnection()) {
            ExecutionSession session = session();
            JdbiExecutionSessionStore.open(hiding(pool)).sessions().add(session);
            assertThat(settings(keepsTheDatabaseOpen)).contains("WRITE_DELAY=0");
            assertThat(JdbiExecutionSessionStore.open(pool).sessions().find(session.id()))
                    .contains(session);
        } finally {
            pool.dispose();
        }
    }

    /** Returns a data source as of a pool that does not unwrap its connections. */
    private static DataSource hiding(DataSource source) {
        return proxy(
                DataSource.class,
                source,
                (method, result) -> method.equals("getConnection")
                        ? proxy(Connection.class, result, H2CommitTest::isNoWrapper)
                        : result);
    }

    private static Object isNoWrapper(String method, Object result) {
        return method.equals("isWrapperFor") ? Boolean.FALSE : result;
    }

    private static <T> T proxy(Class<T> type, Object target, BiFunction<String, Object, Object> result) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return result.apply(method.getName(), method.invoke(target, arguments));
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }

    private static String settings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet settings = statement.executeQuery("select listagg(setting_name || '=' || setting_value, ' ')"
                        + " within group (order by setting_name) from information_schema.settings"
                        + " where setting_name in ('WRITE_DELAY', 'RETENTION_TIME')")) {
            settings.next();
            return settings.getString(1);
        }
    }

    private Path file() {
        return directory.resolve("sessions.mv.db");
    }

    private JdbcConnectionPool pool(String fileSystem, String settings) {
        return JdbcConnectionPool.create(
                "jdbc:h2:" + fileSystem + "file:" + directory.resolve("sessions") + settings, "sa", "");
    }

    private static ExecutionSession session() {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(UUID.randomUUID())
                        .user("ACME\\jo " + "x".repeat(500))
                        .build(),
                Instant.parse("2026-11-24T10:20:30.456Z"),
                Caller.SERVICE,
                UUID::randomUUID);
    }
}
