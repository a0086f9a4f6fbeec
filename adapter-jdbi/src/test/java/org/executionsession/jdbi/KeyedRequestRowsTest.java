package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Fingerprint;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyedRequestRowsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final KeyedRequestRows<ExecutionSession> requests = new KeyedRequestRows<>(
            Dialect.H2,
            "ExecutionSession",
            KeyedRequestRows.Content.ofRecorded(
                    new Documents(), ExecutionSessionDraft[].class, ExecutionSession::toDraft, (draft, created, by) -> {
                        throw new IllegalStateException("there are none");
                    }));

    @BeforeEach
    void createTables() {
        JdbiExecutionSessionStore.open(pool);
    }

    @AfterEach
    void end() {
        pool.dispose();
    }

    @Test
    void ofAdditionsForOneRequestTheFirstIsDoneAndTheOthersHearOfIt() {
        KeyedRequest request = request("one");
        KeyedRequest other = request("other");
        List<Optional<KeyedAnswer<ExecutionSession>>> before = Jdbi.create(pool)
                .withHandle(handle -> requests.claimAll(
                        handle, List.of(addition(request), addition(request), addition(other), addition(null))));
        assertThat(before)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(new KeyedAnswer<>(request.content(), List.of())),
                        Optional.empty(),
                        Optional.empty());
    }

    private static KeyedRequest request(String key) {
        return new KeyedRequest(Fingerprint.of(key), Fingerprint.of("content"), NOW.plusSeconds(60));
    }

    private static Addition<ExecutionSession> addition(KeyedRequest request) {
        return new Addition<>(List.of(), request, NOW);
    }
}
