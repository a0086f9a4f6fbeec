package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.commons.dbcp2.BasicDataSource;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.support.FullDiskFiles;
import org.executionsession.jdbi.support.FullDiskFiles.Shortage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests a store with many threads whose H2 file could not be written for a moment. */
@Timeout(60)
class H2FullDiskTest {

    @TempDir
    Path folder;

    private static final Executor THREADS = command -> new Thread(command).start();

    private final BasicDataSource pool = new BasicDataSource();

    @AfterEach
    void close() throws Exception {
        pool.close();
    }

    /** A session of the database that has failed must not close the one that H2 has opened since. */
    @RepeatedTest(12)
    void aFileThatIsOpenedAgainDuringReads_canBeOpenedByAll() throws Exception {
        FullDiskFiles.register();
        pool.setUrl(H2File.prepare("jdbc:h2:" + FullDiskFiles.SCHEME + ":" + folder.resolve("sessions")));
        pool.setUsername("sa");
        pool.setPassword("");
        pool.setMaxTotal(8);
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
        AtomicBoolean isOver = new AtomicBoolean();
        UUID unknown = UUID.randomUUID();
        Runnable reader = () -> {
            while (!isOver.get()) {
                isWithoutFailure(() -> store.sessions().find(unknown));
            }
        };
        List<CompletableFuture<Void>> readers = Stream.generate(() -> CompletableFuture.runAsync(reader, THREADS))
                .limit(6)
                .toList();
        List<ExecutionSession> stored = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            Shortage shortage = FullDiskFiles.failNextExtension();
            while (!shortage.hasHappened()) {
                add(store, stored);
            }
            while (!add(store, stored)) {
                Thread.onSpinWait();
            }
        }
        isOver.set(true);
        readers.forEach(CompletableFuture::join);
        assertThat(stored)
                .allSatisfy(session ->
                        assertThat(store.sessions().find(session.id())).contains(session));
        List<Connection> held = new ArrayList<>();
        while (pool.getNumIdle() > 0) {
            held.add(pool.getConnection());
        }
        pool.setMaxTotal(held.size() + 1);
        assertThat(store.sessions().find(unknown)).as("with a new connection").isEmpty();
        for (Connection connection : held) {
            connection.close();
        }
    }

    private static boolean add(JdbiExecutionSessionStore store, List<ExecutionSession> stored) {
        ExecutionSession session = ExecutionSession.create(
                ExecutionSessionDraft.builder().build(),
                Instant.parse("2026-11-24T10:20:30.456Z"),
                Caller.SERVICE,
                UUID::randomUUID);
        return isWithoutFailure(() -> store.sessions().add(session)) && stored.add(session);
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
