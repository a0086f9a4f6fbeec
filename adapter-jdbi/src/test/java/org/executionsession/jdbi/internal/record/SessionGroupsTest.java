package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.internal.commit.CommitSignal;
import org.executionsession.jdbi.internal.commit.GroupCommit;
import org.executionsession.jdbi.internal.commit.Transactions;
import org.executionsession.jdbi.internal.commit.WriteResult;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.internal.sql.PostgresqlDialect;
import org.executionsession.jdbi.internal.transaction.PooledReads;
import org.executionsession.jdbi.support.TestDatabase;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests groups of replacements and of removals, which the group commit forms at random. */
class SessionGroupsTest {

    private static final Instant LATER = Instant.parse("2026-11-27T05:00:00Z");

    /** A store, and the same store from inside. */
    private record Opened(String url, JdbiExecutionSessionStore store, Jdbi jdbi, SessionRecordStore sessions) {

        static Opened of(TestDatabase database) {
            String url = database.newUrl();
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
            Jdbi jdbi = Jdbi.create(TestDatabase.dataSource(url)).registerArrayType(UUID.class, "uuid");
            Dialect dialect = database == TestDatabase.H2 ? new H2Dialect() : new PostgresqlDialect();
            Transactions transactions = new Transactions(jdbi, dialect);
            DocumentCodec documents = new DocumentCodec();
            RowFormats formats = RowFormats.register(transactions);
            GroupCommit writes = new GroupCommit(jdbi, dialect, new GroupCommit.Settings(10, Duration.ofMinutes(1)));
            ColumnBackfill backfill = new ColumnBackfill(jdbi, transactions, formats, documents);
            return new Opened(
                    url,
                    store,
                    jdbi,
                    new SessionRecordStore(new JdbiContext(
                            jdbi,
                            dialect,
                            new PooledReads(jdbi, dialect),
                            writes,
                            documents,
                            formats,
                            backfill,
                            new CommitSignal(),
                            new KnownTasks(),
                            Duration.ofMinutes(1))));
        }

        List<Boolean> replace(List<Replacement<ExecutionSession>> group) {
            return values(jdbi.inTransaction(handle -> sessions.replace().applyAll(handle, group)));
        }

        List<Boolean> remove(List<UUID> ids) {
            return values(jdbi.inTransaction(handle -> sessions.remove().applyAll(handle, ids)));
        }

        InsertSessions.Encoded encoded(References references) {
            ExecutionSession session = ExecutionSession.create(
                    ExecutionSessionDraft.builder().build(), Instant.EPOCH, Caller.SERVICE, UUID::randomUUID);
            return sessions.add().encode(new InsertRequest<>(List.of(session), references, null, null));
        }

        void add(List<InsertSessions.Encoded> group) {
            jdbi.useTransaction(handle -> sessions.add().applyAll(handle, group));
        }

        private static List<Boolean> values(List<WriteResult<Boolean>> results) {
            return results.stream().map(WriteResult::value).toList();
        }

        ExecutionSession added(String message) {
            ExecutionSession session = ExecutionSession.create(
                    ExecutionSessionDraft.builder()
                            .executionResult(ExecutionResult.builder()
                                    .details(List.of(new ExecutionResultDetail(
                                            UUID.randomUUID(), DetailsType.INFORMATION, message, null)))
                                    .build())
                            .build(),
                    Instant.EPOCH,
                    Caller.SERVICE,
                    UUID::randomUUID);
            store.sessions().add(session);
            return session;
        }

        void assertStored(ExecutionSession session) {
            assertThat(store.sessions().find(session.id())).contains(session);
            assertThat(store.results().find(session.executionResult().id()))
                    .hasValueSatisfying(result -> assertThat(result.result()).isEqualTo(session.executionResult()));
            List<ExecutionResultDetail> details = new ArrayList<>();
            store.details().forEach(Query.of(Filter.all()), detail -> details.add(detail.detail()));
            assertThat(details).containsAll(session.executionResult().details());
        }
    }

    private static Replacement<ExecutionSession> replacement(ExecutionSession next, ExecutionSession read) {
        return new Replacement<>(next, read, References.NONE);
    }

    private static ExecutionSession changed(ExecutionSession session, ExecutionResult result, int retries) {
        return session.update(
                session.content().toBuilder()
                        .executionResult(result)
                        .retries(retries)
                        .build(),
                LATER,
                Caller.SERVICE,
                UUID::randomUUID);
    }

    private static ExecutionSession started(ExecutionSession session) {
        return changed(session, session.executionResult().withStatus(TaskExecutionStatus.STARTED), 1);
    }

    @ParameterizedTest
    @EnumSource
    void aGroupOfReplacements_replacesEachUnchangedSessionOnce(TestDatabase database) throws Exception {
        Opened opened = Opened.of(database);
        List<ExecutionSession> read =
                Stream.generate(() -> opened.added("m")).limit(20).toList();
        List<ExecutionSession> next =
                read.stream().map(SessionGroupsTest::started).toList();
        List<Replacement<ExecutionSession>> group = new ArrayList<>();
        List<Boolean> expected = new ArrayList<>();
        for (int i = 0; i < read.size(); i++) {
            group.add(replacement(next.get(i), read.get(i)));
            expected.add(true);
        }
        ExecutionSession stale = opened.added("m");
        ExecutionSession current = started(stale);
        assertThat(opened.store().sessions().replace(current, stale)).isTrue();
        group.add(replacement(changed(stale, stale.executionResult(), 7), stale));
        expected.add(false);
        ExecutionSession removed = opened.added("m");
        opened.store().sessions().remove(removed.id());
        group.add(replacement(started(removed), removed));
        expected.add(false);
        ExecutionSession onlyContent = opened.added("m");
        ExecutionSession withRetries = changed(onlyContent, onlyContent.executionResult(), 3);
        group.add(replacement(withRetries, onlyContent));
        expected.add(true);
        ExecutionSession firstAttempt = opened.added("m");
        ExecutionSession secondAttempt =
                changed(firstAttempt, ExecutionResult.builder().build(), 1);
        group.add(replacement(secondAttempt, firstAttempt));
        expected.add(true);
        ExecutionSession large = opened.added("x".repeat(50_000));
        group.add(replacement(started(large), large));
        expected.add(true);
        ExecutionSession ofOtherBuild = opened.added("m");
        TestDatabase.execute(
                opened.url(),
                "update execution_session set row_format = 0 where id = '" + ofOtherBuild.id() + "'",
                "update execution_result set row_format = 0 where execution_id = '" + ofOtherBuild.id() + "'");
        group.add(replacement(started(ofOtherBuild), ofOtherBuild));
        expected.add(true);
        group.add(replacement(changed(read.get(0), read.get(0).executionResult(), 9), read.get(0)));
        expected.add(false);

        assertThat(opened.replace(group)).isEqualTo(expected);

        next.forEach(opened::assertStored);
        Stream.of(current, withRetries, secondAttempt, started(large), started(ofOtherBuild))
                .forEach(opened::assertStored);
        assertThat(opened.store().sessions().find(removed.id())).isEmpty();
        assertThat(opened.store().results().find(firstAttempt.executionResult().id()))
                .as("the result of the former attempt stays")
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aGroupOfRemovals_removesEachSessionOnce(TestDatabase database) {
        Opened opened = Opened.of(database);
        List<UUID> ids = new ArrayList<>(
                Stream.generate(() -> opened.added("m").id()).limit(20).toList());
        ExecutionSession kept = opened.added("m");
        Collections.addAll(ids, UUID.randomUUID(), ids.get(3));

        List<Boolean> removed = opened.remove(ids);

        assertThat(removed.subList(0, 20)).containsOnly(true);
        assertThat(removed.subList(20, 22)).containsExactly(false, false);
        assertThat(opened.store().sessions().count(Filter.all())).isOne();
        opened.assertStored(kept);
        assertThat(opened.store().results().count(Filter.all())).isEqualTo(21);
    }

    @ParameterizedTest
    @EnumSource
    void aGroupOfAdditions_refersToAMissingEntityOnce(TestDatabase database) {
        Opened opened = Opened.of(database);
        References toResult = new References(List.of(), Set.of(UUID.randomUUID()), Set.of());
        References toDetail = new References(List.of(), Set.of(), Set.of(UUID.randomUUID()));
        for (References common : List.of(toResult, toDetail)) {
            List<InsertSessions.Encoded> group = List.of(opened.encoded(common), opened.encoded(common));
            assertThatExceptionOfType(VersionConflictException.class).isThrownBy(() -> opened.add(group));
        }
        assertThat(opened.store().sessions().count(Filter.all())).isZero();
        opened.add(List.of(opened.encoded(toResult), opened.encoded(toDetail), opened.encoded(References.NONE)));
        assertThat(opened.store().sessions().count(Filter.all())).isEqualTo(3);
    }
}
