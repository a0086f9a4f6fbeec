package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.support.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests additions of one id by two transactions at the same time: only one succeeds, also if their rows have different primary keys.
 */
@Timeout(60)
class ConcurrentAdditionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");

    /** Adds an entity with an id. Its other values are different each time. */
    private enum Addition implements BiConsumer<ExecutionSessionStore, UUID> {
        RESULT {
            @Override
            public void accept(ExecutionSessionStore store, UUID id) {
                store.results().add(result(id, UUID.randomUUID()));
            }
        },
        DETAIL {
            @Override
            public void accept(ExecutionSessionStore store, UUID id) {
                ExecutionResultDetail detail =
                        ExecutionResultDetail.builder().id(id).build();
                store.details().add(new ExecutionResultDetailEntity(AuditFields.created(NOW, "jo"), detail));
            }
        },
        TASK {
            @Override
            public void accept(ExecutionSessionStore store, UUID id) {
                store.tasks().add(task(id));
            }
        }
    }

    private record Database(DataSource dataSource, JdbiExecutionSessionStore store) {

        static Database of(TestDatabase database) {
            DataSource dataSource = TestDatabase.dataSource(database.newUrl());
            return new Database(dataSource, JdbiExecutionSessionStore.open(dataSource));
        }

        Connection begin() throws SQLException {
            return TestDatabase.begin(dataSource, 1);
        }

        ExecutionSessionStore within(Connection connection) {
            return store.within(connection);
        }
    }

    private static Stream<Arguments> additions() {
        return Stream.of(TestDatabase.values())
                .flatMap(database -> Stream.of(Addition.values()).map(addition -> Arguments.of(database, addition)));
    }

    @ParameterizedTest
    @MethodSource("additions")
    void theSecondAddition_waitsForTheFirstAndIsRejected(TestDatabase on, Addition addition) throws SQLException {
        Database database = Database.of(on);
        UUID id = UUID.randomUUID();
        try (Connection first = database.begin();
                Connection second = database.begin()) {
            addition.accept(database.within(first), id);
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> addition.accept(database.within(second), id));
            first.commit();
            second.rollback();
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> addition.accept(database.within(second), id));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAdditionOfSeveral_waitsForTheOneThatIsLocked(TestDatabase on) throws SQLException {
        Database database = Database.of(on);
        UUID free = new UUID(0, 1);
        UUID held = new UUID(0, 2);
        try (Connection first = database.begin();
                Connection second = database.begin()) {
            database.within(first).results().add(result(held, UUID.randomUUID()));
            List<ExecutionResultEntity> both =
                    List.of(result(free, UUID.randomUUID()), result(held, UUID.randomUUID()));
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> database.within(second).results().addAll(both));
            first.rollback();
            second.rollback();
            database.within(second).results().addAll(both);
            second.commit();
        }
        assertThat(database.store().results().find(free)).isPresent();
        assertThat(database.store().results().find(held)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aResultThatIsKept_doesNotHideTheLockOfAnother(TestDatabase on) throws SQLException {
        Database database = Database.of(on);
        ExecutionSession kept = session(ExecutionSessionDraft.builder());
        ExecutionSession locked = session(ExecutionSessionDraft.builder());
        database.store().sessions().add(kept);
        database.store().sessions().remove(kept.id());
        try (Connection first = database.begin();
                Connection second = database.begin()) {
            database.within(first).results().add(result(locked.executionResult().id(), locked.id()));
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> database.within(second).sessions().addAll(List.of(kept, locked)));
            first.rollback();
            second.rollback();
            database.within(second).sessions().addAll(List.of(kept, locked));
            second.commit();
        }
        assertThat(database.store().sessions().find(kept.id())).isPresent();
    }

    @Test
    void aTaskWhoseRecordIsDeletedMeanwhile_isAdded() throws Exception {
        Database database = Database.of(TestDatabase.H2);
        UUID id = UUID.randomUUID();
        record(id, database.store());
        Task task = task(id);
        try (Connection first = database.begin()) {
            database.within(first).tasks().remove(id);
            CompletableFuture<Void> addition =
                    CompletableFuture.runAsync(() -> database.store().tasks().add(task));
            awaitBlocked(database, addition);
            first.commit();
            addition.get();
        }
        assertThat(database.store().tasks().find(id)).map(Task::content).contains(task.content());
    }

    @Test
    void aTaskThatIsRecordedAgainMeanwhile_isAdded() throws Exception {
        Database database = Database.of(TestDatabase.H2);
        UUID id = UUID.randomUUID();
        record(id, database.store());
        Task task = task(id);
        try (Connection first = database.begin();
                Connection second = database.dataSource().getConnection()) {
            second.setAutoCommit(false);
            first.createStatement().executeQuery("select id from execution_task for update");
            CompletableFuture<Void> addition = CompletableFuture.runAsync(
                    () -> database.within(second).tasks().add(task));
            awaitBlocked(database, addition);
            database.within(first).tasks().remove(id);
            record(id, database.within(first));
            first.commit();
            addition.get();
            second.commit();
        }
        assertThat(database.store().tasks().find(id)).map(Task::content).contains(task.content());
    }

    /** The snapshot of the transaction is older than the task. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTaskThatTheTransactionCannotSee_isADuplicate(boolean isRecorded) throws SQLException {
        Database database = Database.of(TestDatabase.H2);
        UUID id = UUID.randomUUID();
        Task task = task(id);
        try (Connection connection = database.begin()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.createStatement().executeQuery("select id from execution_task");
            if (isRecorded) {
                record(id, database.store());
            } else {
                database.store().tasks().add(task);
            }
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> database.within(connection).tasks().add(task));
        }
    }

    /** Adds a session, which records its task. */
    private static void record(UUID task, ExecutionSessionStore store) {
        TaskReference reference =
                TaskReference.builder().id(task).name("recorded").build();
        store.sessions().add(session(ExecutionSessionDraft.builder().reloadTask(reference)));
    }

    @Test
    void aResultThatMovesMeanwhile_isFound() throws Exception {
        Database database = Database.of(TestDatabase.H2);
        ExecutionResultEntity result = result(UUID.randomUUID(), null);
        database.store().results().add(result);
        try (Connection first = database.begin()) {
            ExecutionSession session = session(ExecutionSessionDraft.builder().executionResult(result.result()));
            database.within(first).sessions().addAll(List.of(session), References.to(result), null, NOW);
            CompletableFuture<Boolean> removal = CompletableFuture.supplyAsync(
                    () -> database.store().results().remove(result.id()));
            awaitBlocked(database, removal);
            first.commit();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(removal::get)
                    .withCauseInstanceOf(ResultInUseException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewerResultThatWasNotChecked_isNotChanged(TestDatabase on) {
        Database database = Database.of(on);
        UUID id = UUID.randomUUID();
        database.store().results().add(result(id, UUID.randomUUID()));
        ExecutionResult content = ExecutionResult.builder().id(id).build();
        ExecutionSession newer = ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .user("jo")
                        .executionResult(content)
                        .build(),
                NOW.plusSeconds(1),
                JO,
                UUID::randomUUID);
        JdbiExecutionSessionStore other = JdbiExecutionSessionStore.open(database.dataSource());
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() -> database.store()
                        .results()
                        .replaceAll(
                                Set.of(id),
                                checked -> other.sessions().add(newer),
                                read -> new ExecutionResultEntity(
                                        read.audit().modified(NOW.plusSeconds(2), "jo"),
                                        read.origin(),
                                        read.result())));
    }

    private static ExecutionResultEntity result(UUID id, @Nullable UUID execution) {
        ResultOrigin origin = new ResultOrigin(execution, null, null, null);
        ExecutionResult result = ExecutionResult.builder().id(id).build();
        return ExecutionResultEntity.create(new ExecutionResultDraft(origin, result), NOW, JO, UUID::randomUUID);
    }

    private static Task task(UUID id) {
        return Task.create(TaskDraft.builder().id(id).name("task").build(), NOW, JO, UUID::randomUUID);
    }

    private static ExecutionSession session(ExecutionSessionDraft.Builder draft) {
        return ExecutionSession.create(draft.user("jo").build(), NOW, JO, UUID::randomUUID);
    }

    /** Waits until a transaction of H2 waits for another one. Fails if it does not wait. */
    private static void awaitBlocked(Database database, Future<?> waiting) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            boolean isBlocked = false;
            while (!isBlocked) {
                assertThat(waiting).isNotDone();
                Thread.onSpinWait();
                try (ResultSet sessions = statement.executeQuery(
                        "select 1 from information_schema.sessions where blocker_id is not null")) {
                    isBlocked = sessions.next();
                }
            }
        }
    }
}
