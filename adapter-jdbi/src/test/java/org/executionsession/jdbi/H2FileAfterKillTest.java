package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.config.Durability;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Opens a copy of the H2 file after each commit, as a kill of the process would leave it. H2 does not write the file header
 * with each commit. To find the newest commit, it starts at the header and follows pointers to the expected positions of
 * later commits. H2 2.5.252 wrote the header one commit late, and lost acknowledged commits once it reused old space.
 */
class H2FileAfterKillTest {

    private static final int COMMITS = 60;

    /**
     * Lets H2 reuse the space of deleted data after one millisecond instead of 45 seconds. H2 writes commits by itself only
     * after a minute, or at once.
     */
    private static final String SOON = ";RETENTION_TIME=1;WRITE_DELAY=";

    private final Random random = new Random(20261124);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"0, FSYNC", "60000, FSYNC", "60000, NO_FSYNC"})
    void theFileAfterAKill_hasAllAcknowledgedWrites(int writeDelay, Durability durability) throws IOException {
        JdbcConnectionPool pool = pool("sessions", writeDelay);
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.builder(pool)
                    .durability(durability)
                    .open();
            for (int commit = 0; commit < COMMITS; commit++) {
                ExecutionSession session = session();
                store.sessions().add(session);
                assertThat(foundInCopy(session.id())).as("commit %d", commit).isTrue();
            }
        } finally {
            pool.dispose();
        }
    }

    private boolean foundInCopy(UUID id) throws IOException {
        Files.copy(
                directory.resolve("sessions.mv.db"),
                directory.resolve("copy.mv.db"),
                StandardCopyOption.REPLACE_EXISTING);
        JdbcConnectionPool pool = pool("copy", 60_000);
        try {
            return JdbiExecutionSessionStore.open(pool).sessions().find(id).isPresent();
        } finally {
            pool.dispose();
        }
    }

    private JdbcConnectionPool pool(String name, int writeDelay) {
        return JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve(name) + SOON + writeDelay, "sa", "");
    }

    /** Returns a session of random size, so that commits do not fit into the space of earlier ones. */
    private ExecutionSession session() {
        String user = Stream.generate(() -> Integer.toString(random.nextInt(10)))
                .limit(1 + random.nextInt(900))
                .reduce("", String::concat);
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(new UUID(random.nextLong(), random.nextLong()))
                        .user(user)
                        .build(),
                Instant.parse("2026-11-24T10:20:30.456Z"),
                Caller.SERVICE,
                () -> new UUID(7, 1));
    }
}
