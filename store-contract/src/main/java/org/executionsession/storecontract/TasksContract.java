package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.MAX;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.request;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.TaskProperties;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.Random;
import org.instancio.junit.Given;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Tests the tasks: those of the host, and those that sessions make known. */
interface TasksContract extends TestedStore {

    private static Task task(UUID id, String name) {
        return Task.create(draft(id, name), NOW, JO, UUID::randomUUID);
    }

    private static TaskDraft draft(UUID id, String name) {
        return TaskDraft.builder()
                .id(id)
                .name(name)
                .taskType(TaskType.EXTERNAL_PROGRAM)
                .enabled(false)
                .taskSessionTimeout(5)
                .maxRetries(2)
                .app(AppReference.builder().id(UUID.randomUUID()).name("app").build())
                .nextExecution(LATER)
                .webhookUrl("https://example.org/run")
                .build();
    }

    private static ExecutionSession sessionOf(UUID task, String name, Instant at) {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .reloadTask(TaskReference.of(task, name, TaskType.RELOAD))
                        .build(),
                at,
                JO,
                UUID::randomUUID);
    }

    private static ExecutionResultEntity resultOf(UUID task, TaskExecutionStatus status, Instant at) {
        return ExecutionResultEntity.create(
                new ExecutionResultDraft(
                        new ResultOrigin(UUID.randomUUID(), task, null, null), ExecutionResult.of(status)),
                at,
                JO,
                UUID::randomUUID);
    }

    @Test
    default void task_isAddedFoundReplacedAndRemoved() {
        Task task = task(UUID.randomUUID(), "nightly");
        assertThat(tasks().find(task.id())).isEmpty();
        tasks().add(task);
        assertThat(tasks().find(task.id())).contains(task);
        Task next =
                task.update(task.content().toBuilder().name("hourly").app(null).build(), LATER, MAX);
        assertThat(tasks().replace(next, task)).isTrue();
        assertThat(tasks().replace(next, task)).as("as read before").isFalse();
        assertThat(tasks().find(task.id())).contains(next);
        assertThat(tasks().removeUnchanged(List.of(task))).isFalse();
        assertThat(tasks().remove(task.id())).isTrue();
        assertThat(tasks().remove(task.id())).isFalse();
        assertThat(tasks().find(task.id())).isEmpty();
    }

    @Test
    default void task_withAnIdInUseIsRejected() {
        Task task = task(UUID.randomUUID(), "one");
        Task other = task(UUID.randomUUID(), "other");
        tasks().add(task);
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> tasks().addAll(List.of(other, task(task.id(), "two"))))
                .withMessageContaining(task.id().toString());
        assertThat(tasks().find(other.id())).isEmpty();
        assertThat(tasks().find(task.id())).contains(task);
    }

    @Test
    default void task_ofARepeatedRequestIsAddedOnce() {
        var request = request();
        Task task = task(UUID.randomUUID(), "one");
        assertThat(tasks().addAll(List.of(task), request, NOW)).isEmpty();
        assertThat(tasks().addAll(List.of(task(UUID.randomUUID(), "one")), request, NOW))
                .hasValueSatisfying(response -> assertThat(response.entities()).containsExactly(task));
    }

    @Test
    default void tasks_areReplacedAndRemovedTogether() {
        List<Task> all = List.of(task(UUID.randomUUID(), "a"), task(UUID.randomUUID(), "b"));
        Set<UUID> ids = Set.of(all.get(0).id(), all.get(1).id());
        tasks().addAll(all);
        List<Task> checked = new ArrayList<>();
        tasks().replaceAll(
                        ids,
                        checked::add,
                        read -> read.update(
                                read.content().toBuilder().enabled(true).build(), LATER, MAX));
        assertThat(checked).containsExactlyInAnyOrderElementsOf(all);
        assertThat(tasks().count(new Filter.And<>(List.of(new Filter.OneOf<>(ids), TaskProperties.ENABLED.eq(true)))))
                .isEqualTo(2);
        tasks().removeAll(ids);
        assertThat(tasks().count(new Filter.OneOf<>(ids))).isZero();
    }

    @Test
    default void session_makesItsTaskKnown() {
        UUID id = UUID.randomUUID();
        ExecutionSession first = sessionOf(id, "first name", NOW);
        sessions().add(first);
        assertThat(tasks().find(id)).hasValueSatisfying(task -> {
            assertThat(task.recorded()).isTrue();
            assertThat(task.name()).isEqualTo("first name");
            assertThat(task.lastResult()).isEqualTo(first.executionResult());
        });
        sessions().addAll(List.of(sessionOf(id, "passing name", LATER), sessionOf(id, "second name", LATER)));
        assertThat(tasks().find(id)).map(Task::name).contains("second name");
        sessions().add(sessionOf(id, "first name", LATER));
        assertThat(tasks().find(id)).map(Task::name).contains("first name");
        assertThat(tasks().count(TaskProperties.ID.eq(id))).isEqualTo(1);
    }

    @Test
    default void rejectedSession_makesNoTaskKnown() {
        ExecutionSession stored = sessionOf(UUID.randomUUID(), "known", NOW);
        sessions().add(stored);
        UUID id = UUID.randomUUID();
        ExecutionSession duplicate = ExecutionSession.create(
                sessionOf(id, "unknown", NOW).content().toBuilder()
                        .id(stored.id())
                        .build(),
                NOW,
                JO,
                UUID::randomUUID);
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> sessions().add(duplicate));
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> sessions().addAll(List.of(sessionOf(id, "unknown", NOW), duplicate)));
        assertThat(tasks().find(id)).isEmpty();
    }

    @Test
    default void recordedTask_becomesATaskOfTheHost() {
        UUID id = UUID.randomUUID();
        sessions().add(sessionOf(id, "recorded", NOW));
        Task task = task(id, "defined");
        tasks().add(task);
        sessions().add(sessionOf(id, "renamed", LATER));
        assertThat(tasks().find(id)).map(found -> found.withLastResult(null)).contains(task);
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> tasks().add(task))
                .withMessageContaining(EntityKind.TASK.toString());
    }

    @Test
    default void removedTask_becomesKnownWithTheNextSession() {
        UUID id = UUID.randomUUID();
        sessions().add(sessionOf(id, "recorded", NOW));
        assertThat(tasks().remove(id)).isTrue();
        sessions().add(sessionOf(id, "recorded", NOW));
        assertThat(tasks().find(id)).map(Task::recorded).contains(true);
    }

    @Test
    default void concurrentSessions_makeTheirTasksKnown() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                List<UUID> ids = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
                List<Callable<Boolean>> adds = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    List<ExecutionSession> some = new ArrayList<>();
                    for (int k = 0; k < ids.size(); k++) {
                        some.add(sessionOf(ids.get((i + k) % ids.size()), "name " + i, NOW));
                    }
                    adds.add(() -> {
                        sessions().addAll(some);
                        return true;
                    });
                }
                race.run(adds);
                assertThat(TestedStore.all(tasks(), new Filter.OneOf<Task>(Set.copyOf(ids))))
                        .hasSize(ids.size());
            }
        }
    }

    @Test
    default void lastResult_isTheOneThatWasCreatedLast() {
        Task task = task(UUID.randomUUID(), "task");
        tasks().add(task);
        assertThat(tasks().find(task.id())).hasValueSatisfying(found -> {
            assertThat(found.lastResult()).isNull();
            assertThat(found.operational().lastExecutionResult()).isNotNull();
        });
        ExecutionResultEntity old = resultOf(task.id(), TaskExecutionStatus.FINISHED_FAIL, NOW);
        ExecutionResultEntity last = resultOf(task.id(), TaskExecutionStatus.FINISHED_SUCCESS, LATER);
        results().add(last);
        results().add(old);
        results().add(resultOf(UUID.randomUUID(), TaskExecutionStatus.ERROR, LATER.plusSeconds(1)));
        assertThat(tasks().find(task.id())).map(Task::lastResult).contains(last.result());
        assertThat(TestedStore.all(tasks(), TaskProperties.ID.eq(task.id())))
                .extracting(Task::lastResult)
                .containsExactly(last.result());
        results().remove(last.id());
        assertThat(tasks().find(task.id())).map(Task::lastResult).contains(old.result());
        Task read = tasks().find(task.id()).orElseThrow();
        results().remove(old.id());
        assertThat(tasks().replace(
                                read.update(
                                        read.content().toBuilder()
                                                .name("renamed")
                                                .build(),
                                        LATER,
                                        MAX),
                                read))
                .as("the last result is not part of the stored task")
                .isTrue();
        assertThat(tasks().find(task.id())).hasValueSatisfying(found -> {
            assertThat(found.name()).isEqualTo("renamed");
            assertThat(found.lastResult()).isNull();
        });
    }

    @Test
    default void lastResult_ofSeveralWithOneDateIsTheLastById() {
        Task task = task(UUID.randomUUID(), "task");
        tasks().add(task);
        UUID id = Samples.late();
        ExecutionResultEntity early = resultOf(task.id(), Samples.early(), Samples.late());
        ExecutionResultEntity late = resultOf(task.id(), id, Samples.early());
        results().add(late);
        results().add(early);
        assertThat(tasks().find(task.id())).map(Task::lastResult).contains(late.result());
        // Only results of sessions can have the same id.
        ExecutionSession session = ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(Samples.late())
                        .reloadTask(task.toReference())
                        .executionResult(ExecutionResult.of(TaskExecutionStatus.FINISHED_FAIL).toBuilder()
                                .id(id)
                                .build())
                        .build(),
                NOW,
                JO,
                UUID::randomUUID);
        sessions().add(session);
        assertThat(tasks().find(task.id())).map(Task::lastResult).contains(session.executionResult());
        assertThat(TestedStore.all(tasks(), new Filter.OneOf<>(Set.of(task.id()))))
                .extracting(Task::lastResult)
                .containsExactly(session.executionResult());
    }

    private static ExecutionResultEntity resultOf(UUID task, UUID id, UUID session) {
        return ExecutionResultEntity.create(
                new ExecutionResultDraft(
                        new ResultOrigin(session, task, null, null),
                        ExecutionResult.of(TaskExecutionStatus.STARTED).toBuilder()
                                .id(id)
                                .build()),
                NOW,
                JO,
                UUID::randomUUID);
    }

    @Test
    default void lastResult_isThatOfTheLastAttemptAndIsKeptAfterTheSession() {
        UUID id = UUID.randomUUID();
        ExecutionSession first = sessionOf(id, "task", NOW);
        sessions().add(first);
        ExecutionSession ended =
                Samples.with(first, status(TaskExecutionStatus.FINISHED_FAIL, first.executionResult()));
        assertThat(sessions().replace(ended, first)).isTrue();
        assertThat(tasks().find(id)).map(Task::lastResult).contains(ended.executionResult());
        ExecutionSession retried = ended.update(
                ended.content().toBuilder()
                        .executionResult(ExecutionResult.of(TaskExecutionStatus.STARTED).toBuilder()
                                .id(UUID.randomUUID())
                                .build())
                        .build(),
                LATER,
                JO,
                UUID::randomUUID);
        assertThat(sessions().replace(retried, ended)).isTrue();
        assertThat(tasks().find(id)).map(Task::lastResult).contains(retried.executionResult());
        ExecutionResultEntity read =
                results().find(requireNonNull(retried.executionResult().id())).orElseThrow();
        ExecutionResultEntity next = Samples.changed(read, status(TaskExecutionStatus.ABORTED, read.result()));
        assertThat(results().replace(next, read)).isTrue();
        assertThat(tasks().find(id)).map(Task::lastResult).contains(next.result());
        sessions().remove(first.id());
        assertThat(tasks().find(id)).map(Task::lastResult).contains(next.result());
        results().remove(next.id());
        assertThat(tasks().find(id)).map(Task::lastResult).contains(ended.executionResult());
    }

    private static ExecutionResult status(TaskExecutionStatus status, ExecutionResult result) {
        return result.toBuilder().status(status).build();
    }

    @Test
    default void lastResult_thatIsPurgedIsNoLongerThatOfItsTask() {
        UUID id = UUID.randomUUID();
        ExecutionSession session = ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .reloadTask(TaskReference.of(id, "old", TaskType.RELOAD))
                        .executionResult(ExecutionResult.of(TaskExecutionStatus.FINISHED_SUCCESS).toBuilder()
                                .startTime(Instant.EPOCH)
                                .build())
                        .build(),
                Instant.EPOCH,
                JO,
                UUID::randomUUID);
        sessions().add(session);
        assertThat(tasks().find(id)).map(Task::lastResult).contains(session.executionResult());
        while (storeUnderTest().purgeResults(Instant.EPOCH.plusMillis(1), 100) > 0) {
            // One batch after the other.
        }
        assertThat(tasks().find(id)).hasValueSatisfying(task -> {
            assertThat(task.recorded()).isTrue();
            assertThat(task.lastResult()).isNull();
        });
    }

    @Test
    default void recordedTask_isPurgedWhenNothingRefersToIt() {
        // Earlier than all tasks that other tests leave in the store.
        Instant longAgo = Instant.EPOCH.minusSeconds(1);
        UUID reload = UUID.randomUUID();
        UUID userSync = UUID.randomUUID();
        UUID program = UUID.randomUUID();
        sessions()
                .add(endedSession(draft -> draft.reloadTask(TaskReference.of(reload, "a", TaskType.RELOAD)), longAgo));
        sessions()
                .add(endedSession(
                        draft -> draft.userSyncTask(TaskReference.of(userSync, "b", TaskType.USER_SYNC)), longAgo));
        sessions()
                .add(endedSession(
                        draft -> draft.externalProgramTask(TaskReference.of(program, "c", TaskType.EXTERNAL_PROGRAM)),
                        longAgo));
        sessions().add(sessionOf(reload, "a", LATER));
        Task ofHost = Task.create(draft(UUID.randomUUID(), "d"), longAgo, JO, UUID::randomUUID);
        tasks().add(ofHost);
        assertThat(storeUnderTest().purgeRecordedTasks(Instant.EPOCH, 100))
                .as("results refer to all")
                .isZero();

        while (storeUnderTest().purgeResults(Instant.EPOCH, 100) > 0) {
            // One batch after the other.
        }
        assertThat(storeUnderTest().purgeRecordedTasks(longAgo, 100))
                .as("none is so old")
                .isZero();
        assertThat(storeUnderTest().purgeRecordedTasks(Instant.EPOCH, 1)).isEqualTo(1);
        assertThat(storeUnderTest().purgeRecordedTasks(Instant.EPOCH, 100)).isEqualTo(1);
        assertThat(tasks().find(userSync)).isEmpty();
        assertThat(tasks().find(program)).isEmpty();
        assertThat(tasks().find(reload)).as("of a session").isPresent();
        assertThat(tasks().find(ofHost.id())).contains(ofHost);

        sessions().add(sessionOf(program, "c", LATER));
        assertThat(tasks().find(program)).as("known again").isPresent();
    }

    private static ExecutionSession endedSession(UnaryOperator<ExecutionSessionDraft.Builder> task, Instant at) {
        ExecutionResult ended = ExecutionResult.of(TaskExecutionStatus.FINISHED_SUCCESS).toBuilder()
                .startTime(at)
                .build();
        ExecutionSessionDraft draft = task.apply(ExecutionSessionDraft.builder().executionResult(ended))
                .build();
        return ExecutionSession.create(draft, at, JO, UUID::randomUUID);
    }

    @Test
    default void recordedTask_keepsItsDateOfCreation() {
        UUID id = UUID.randomUUID();
        sessions().add(sessionOf(id, "first", NOW));
        Task first = tasks().find(id).orElseThrow();
        sessions().add(sessionOf(id, "first", LATER));
        assertThat(tasks().find(id)).map(Task::audit).as("no value has changed").contains(first.audit());
        sessions().add(sessionOf(id, "second", LATER));
        assertThat(tasks().find(id)).hasValueSatisfying(second -> {
            assertThat(second.createdDate()).isEqualTo(first.createdDate());
            assertThat(second.modifiedDate()).isEqualTo(LATER);
        });
        sessions().add(sessionOf(id, "third", NOW));
        assertThat(tasks().find(id))
                .hasValueSatisfying(third -> assertThat(third.modifiedDate()).isAfter(LATER));
    }

    @RepeatedTest(20)
    default void recordedTask_hasTheValuesOfItsReference(
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft before,
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft after) {
        ExecutionSession first = Samples.session(before);
        sessions().add(first);
        expectRecorded(first);
        ExecutionSession second = Samples.session(
                after.toBuilder().id(null).reloadTask(first.reloadTask()).build());
        sessions().add(second);
        expectRecorded(second);
    }

    private void expectRecorded(ExecutionSession session) {
        Task recorded = Task.recordedBy(session);
        if (recorded != null) {
            assertThat(tasks().find(recorded.id())).hasValueSatisfying(task -> {
                assertThat(task.content()).isEqualTo(recorded.content());
                assertThat(task.recorded()).isTrue();
            });
        }
    }

    @RepeatedTest(20)
    default void task_isFoundUnchangedAfterAddAndReplace(@Given(RandomSource.class) Random random) {
        ArbitraryDrafts drafts = new ArbitraryDrafts(random);
        Task task = Task.create(drafts.task(), NOW, JO, UUID::randomUUID);
        tasks().add(task);
        assertThat(tasks().find(task.id())).contains(task);
        Task next = task.update(drafts.task(), LATER, MAX);
        assertThat(tasks().replace(next, task)).isTrue();
        assertThat(tasks().find(task.id())).contains(next);
        assertThat(tasks().removeUnchanged(List.of(next))).isTrue();
    }

    @Test
    default void concurrentAdds_ofARecordedTaskHaveOneWinner() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                UUID id = UUID.randomUUID();
                sessions().add(sessionOf(id, "recorded", NOW));
                List<Callable<Boolean>> actions = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String name = "name " + i;
                    actions.add(Race.succeedsUnless(DuplicateIdException.class, () -> tasks().add(task(id, name))));
                    actions.add(() -> {
                        sessions().add(sessionOf(id, name, LATER));
                        return false;
                    });
                }
                assertThat(race.run(actions)).containsOnlyOnce(true);
                assertThat(tasks().find(id)).map(Task::recorded).contains(false);
            }
        }
    }

    @Test
    default void tasks_areFilteredByTheirLastResult() {
        Task failed = task(UUID.randomUUID(), "failed");
        Task never = task(UUID.randomUUID(), "never");
        tasks().addAll(List.of(failed, never));
        results().add(resultOf(failed.id(), TaskExecutionStatus.FINISHED_SUCCESS, NOW));
        results().add(resultOf(failed.id(), TaskExecutionStatus.FINISHED_FAIL, LATER));
        Filter<Task> both = new Filter.OneOf<>(Set.of(failed.id(), never.id()));
        var status = TaskProperties.OPERATIONAL.lastExecutionResult().status();
        assertThat(TestedStore.all(
                        tasks(), new Filter.And<>(List.of(both, status.eq(TaskExecutionStatus.FINISHED_FAIL)))))
                .extracting(Task::id)
                .containsExactly(failed.id());
        assertThat(TestedStore.all(
                        tasks(), new Filter.And<>(List.of(both, status.eq(TaskExecutionStatus.NEVER_STARTED)))))
                .extracting(Task::id)
                .containsExactly(never.id());
        assertThat(tasks().count(new Filter.And<>(List.of(both, status.eq(TaskExecutionStatus.FINISHED_SUCCESS)))))
                .isZero();
    }
}
