package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests connections with {@code reWriteBatchedInserts}: the driver does not report which rows of a batch were inserted, so the
 * store must not rely on it.
 */
class RewrittenInsertsTest {

    private final HikariDataSource pool = EmbeddedPostgresql.newDatabase();
    private final HikariDataSource rewriting = rewriting(pool);
    private final JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(rewriting);

    private static HikariDataSource rewriting(HikariDataSource pool) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(pool.getJdbcUrl());
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    @AfterEach
    void close() {
        rewriting.close();
        pool.close();
    }

    @Test
    void aDuplicateIdAmongNewOnes_isRejectedAndNothingIsStored() {
        List<ExecutionSession> sessions =
                Stream.generate(RewrittenInsertsTest::session).limit(5).toList();
        store.sessions().addAll(sessions.subList(2, 3));

        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> store.sessions().addAll(sessions))
                .withMessageContaining(sessions.get(2).id().toString());

        assertThat(store.sessions().count(Filter.all())).isOne();
    }

    @Test
    void newSessions_areAllStored() {
        store.sessions()
                .addAll(Stream.generate(RewrittenInsertsTest::session)
                        .limit(300)
                        .toList());

        assertThat(store.sessions().count(Filter.all())).isEqualTo(300);
        assertThat(store.results().count(Filter.all())).isEqualTo(300);
    }

    private static ExecutionSession session() {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder().id(UUID.randomUUID()).build(),
                Instant.EPOCH,
                Caller.SERVICE,
                UUID::randomUUID);
    }
}
