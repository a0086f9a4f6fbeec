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
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file as a kill would leave it. H2 finds its newest commit by a header that it does not write with each one, and by a
 * chain of guesses where the next one will be; a version that wrote that header one commit late lost what it had
 * acknowledged (2.5.252), once it used the space of old commits again.
 */
class H2FileAfterKillTest {

    private static final int COMMITS = 60;

    /** H2 uses space again after this many milliseconds, instead of 45 seconds. */
    private static final String SOON = ";RETENTION_TIME=1";

    private final Random random = new Random(20261124);

    @TempDir
    Path directory;

    @Test
    void afterAnyCommitTheFileHasWhatWasAcknowledged() throws IOException {
        JdbcConnectionPool pool = pool("sessions");
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
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
        JdbcConnectionPool pool = pool("copy");
        try {
            return JdbiExecutionSessionStore.open(pool).sessions().find(id).isPresent();
        } finally {
            pool.dispose();
        }
    }

    private JdbcConnectionPool pool(String name) {
        return JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve(name) + SOON, "sa", "");
    }

    /** Of any size, so that commits do not fit where others were. */
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
