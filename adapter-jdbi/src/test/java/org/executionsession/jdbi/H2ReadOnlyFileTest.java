package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.commons.dbcp2.BasicDataSource;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.support.ReadOnlyFiles;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests a store whose H2 file was read-only when H2 opened it again. */
@Timeout(60)
class H2ReadOnlyFileTest {

    @TempDir
    Path folder;

    private static final Executor THREADS = command -> new Thread(command).start();

    private final JdbcDataSource dataSource = new JdbcDataSource();

    private JdbiExecutionSessionStore open() {
        ReadOnlyFiles.register();
        dataSource.setUrl("jdbc:h2:" + ReadOnlyFiles.SCHEME + ":" + folder.resolve("sessions") + ";DB_CLOSE_DELAY=-1");
        dataSource.setUser("sa");
        return JdbiExecutionSessionStore.open(dataSource);
    }

    @AfterEach
    void close() throws SQLException {
        ReadOnlyFiles.setReadOnly(false);
        shutDown();
    }

    private void shutDown() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.createStatement().execute("shutdown");
        }
    }

    private static ExecutionSession session() {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder().build(),
                Instant.parse("2026-11-24T10:20:30.456Z"),
                Caller.SERVICE,
                UUID::randomUUID);
    }

    @Test
    void aFileThatCanBeWrittenAgain_isOpenedAgain() throws SQLException {
        JdbiExecutionSessionStore store = open();
        ExecutionSession stored = session();
        store.sessions().add(stored);
        ReadOnlyFiles.setReadOnly(true);
        shutDown();
        for (int writes = 0; writes < 2; writes++) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> store.sessions().add(session()))
                    .extracting(StoreUnavailableException::condition)
                    .isEqualTo(Condition.READ_ONLY);
            assertThat(store.sessions().find(stored.id())).contains(stored);
        }
        ReadOnlyFiles.setReadOnly(false);
        ExecutionSession later = session();
        store.sessions().add(later);
        assertThat(store.sessions().find(later.id())).contains(later);
        assertThat(store.sessions().find(stored.id())).contains(stored);
    }

    /** A session in use of the database that was read-only must not close the one that H2 has opened since. */
    @RepeatedTest(10)
    void aFileThatIsOpenedAgainDuringReads_canBeOpenedByAll() throws Exception {
        open();
        try (BasicDataSource pool = new BasicDataSource()) {
            pool.setUrl(dataSource.getURL());
            pool.setUsername("sa");
            pool.setPassword("");
            pool.setMaxTotal(8);
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
            ReadOnlyFiles.setReadOnly(true);
            shutDown();
            UUID unknown = UUID.randomUUID();
            AtomicBoolean isOver = new AtomicBoolean();
            Runnable reader = () -> {
                while (!isOver.get()) {
                    isWithoutFailure(() -> store.sessions().find(unknown));
                }
            };
            List<CompletableFuture<Void>> readers = Stream.generate(() -> CompletableFuture.runAsync(reader, THREADS))
                    .limit(6)
                    .toList();
            while (!isWithoutFailure(() -> store.sessions().find(unknown))) {
                Thread.onSpinWait();
            }
            ReadOnlyFiles.setReadOnly(false);
            while (!isWithoutFailure(() -> store.sessions().add(session()))) {
                Thread.onSpinWait();
            }
            isOver.set(true);
            readers.forEach(CompletableFuture::join);
            store.sessions().add(session());
        }
        try (Connection another = dataSource.getConnection()) {
            assertThat(another.isReadOnly()).isFalse();
        }
    }

    private static boolean isWithoutFailure(Runnable operation) {
        try {
            operation.run();
            return true;
        } catch (StoreUnavailableException closed) {
            return false;
        }
    }
}
