package org.executionsession.jdbi;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
    void aStoredIdInTheSecondStatement_isRejectedAndNothingIsStored() {
        List<ExecutionSession> sessions = inOrderOfTheirIds();
        store.sessions().add(sessions.get(200));
        assertRejected(sessions, sessions.get(200).id());
        assertThat(store.sessions().count(Filter.all())).isOne();
    }

    @Test
    void anIdInTwoStatements_isRejectedAndNothingIsStored() {
        List<ExecutionSession> sessions = inOrderOfTheirIds();
        // The last row of the first statement and the first row of the second one.
        sessions.set(128, session(sessions.get(127).id()));
        assertRejected(sessions, sessions.get(127).id());
        assertThat(store.sessions().count(Filter.all())).isZero();
    }

    private void assertRejected(List<ExecutionSession> sessions, UUID id) {
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> store.sessions().addAll(sessions))
                .withMessageContaining(id.toString());
    }

    /** Returns sessions for several statements. The store inserts them in this order. */
    private static List<ExecutionSession> inOrderOfTheirIds() {
        return Stream.generate(RewrittenInsertsTest::session)
                .limit(300)
                // The store compares ids as unsigned numbers.
                .sorted(Comparator.comparing(session -> session.id().toString()))
                .collect(toCollection(ArrayList::new));
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
        return session(UUID.randomUUID());
    }

    private static ExecutionSession session(UUID id) {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder().id(id).build(), Instant.EPOCH, Caller.SERVICE, UUID::randomUUID);
    }
}
