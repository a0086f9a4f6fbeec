package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdempotencyKeyRowsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final IdempotencyKeyRows<ExecutionSession> requests = new IdempotencyKeyRows<>(
            new H2Dialect(),
            "ExecutionSession",
            IdempotencyKeyRows.Content.ofEntities(
                    new DocumentCodec(),
                    ExecutionSessionDraft[].class,
                    ExecutionSession::content,
                    (draft, created, by) -> {
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
    void insertsOfOneRequest_areDoneOnceAndShareTheResult() {
        IdempotentRequest request = request("one");
        IdempotentRequest other = request("other");
        List<Optional<StoredResponse<ExecutionSession>>> before = Jdbi.create(pool)
                .withHandle(handle -> requests.claimAll(
                        handle, List.of(addition(request), addition(request), addition(other), addition(null))));
        assertThat(before)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(new StoredResponse<>(request.content(), List.of())),
                        Optional.empty(),
                        Optional.empty());
    }

    private static IdempotentRequest request(String key) {
        return new IdempotentRequest(Fingerprint.of(key), Fingerprint.of("content"), NOW.plusSeconds(60));
    }

    private static InsertRequest<ExecutionSession> addition(IdempotentRequest request) {
        return new InsertRequest<>(List.of(), request, NOW);
    }
}
