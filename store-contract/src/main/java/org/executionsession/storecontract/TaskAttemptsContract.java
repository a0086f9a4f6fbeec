package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.NOW;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.ScheduledStart;
import org.executionsession.domain.model.TaskAttempt;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the attempts of tasks. */
interface TaskAttemptsContract extends TestedStore {

    private Map<UUID, List<TaskAttempt>> last(int limit, @Nullable Instant before, UUID... tasks) {
        return storeUnderTest().taskAttempts().findLast(Set.of(tasks), limit, before, CancellationSignal.NONE);
    }

    /** Adds a result of a task that was created some seconds after {@link Samples#NOW}. */
    private ExecutionResultEntity add(UUID task, int seconds, ExecutionResult.Builder content) {
        ExecutionResultEntity result = ExecutionResultEntity.create(
                new ExecutionResultDraft(new ResultOrigin(UUID.randomUUID(), task, null, null), content.build()),
                NOW.plusSeconds(seconds),
                JO,
                UUID::randomUUID);
        results().add(result);
        return result;
    }

    private static ExecutionResult.Builder success() {
        return ExecutionResult.builder()
                .status(TaskExecutionStatus.FINISHED_SUCCESS)
                .startTime(NOW)
                .stopTime(NOW.plusSeconds(2))
                .duration(2_001);
    }

    private static List<UUID> ids(@Nullable List<TaskAttempt> attempts) {
        return requireNonNull(attempts, "the task has no attempts").stream()
                .map(TaskAttempt::id)
                .toList();
    }

    @Test
    default void attempts_areTheLastResultsOfEachTask() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        List<UUID> ofOne = new ArrayList<>();
        for (int i : List.of(3, 1, 5, 2, 4)) {
            ofOne.add(add(one, i, success()).id());
        }
        UUID ofOther = add(other, 1, success()).id();

        Map<UUID, List<TaskAttempt>> found = last(3, null, one, other, UUID.randomUUID());

        assertThat(found).containsOnlyKeys(one, other);
        assertThat(ids(found.get(one))).containsExactly(ofOne.get(2), ofOne.get(4), ofOne.get(0));
        assertThat(ids(found.get(other))).containsExactly(ofOther);
    }

    @Test
    default void attempts_beforeADateWereCreatedBeforeIt() {
        UUID task = UUID.randomUUID();
        UUID first = add(task, 1, success()).id();
        UUID second = add(task, 2, success()).id();
        add(task, 3, success());

        assertThat(ids(last(5, NOW.plusSeconds(3), task).get(task))).containsExactly(second, first);
        assertThat(last(5, NOW.plusSeconds(1), task)).isEmpty();
    }

    @Test
    default void attempts_haveTheValuesOfTheirResults() {
        UUID task = UUID.randomUUID();
        add(task, 1, ExecutionResult.builder());
        add(task, 2, success().status(new TaskExecutionStatus(99)).duration(-5));
        add(task, 3, success());

        List<TaskAttempt> expected = results(task);
        assertThat(expected).hasSize(3);
        assertThat(last(5, null, task).get(task)).containsExactlyElementsOf(expected);
    }

    private List<TaskAttempt> results(UUID task) {
        List<TaskAttempt> attempts = new ArrayList<>();
        results()
                .forEach(
                        Query.of(ResultProperties.TASK_ID.eq(task), List.of(ResultProperties.CREATED_DATE.desc())),
                        result -> attempts.add(TaskAttempt.of(result).orElseThrow()));
        return attempts;
    }

    @Test
    default void attempt_isDueAsItsFirstMessageSays() {
        UUID task = UUID.randomUUID();
        Instant due = Instant.parse("2026-11-24T10:20:29.001Z");
        ExecutionResultDetail scheduled = message(new ScheduledStart(due).message(NOW), 0);
        add(task, 1, success().details(List.of(message("Ä message about nothing " + "x".repeat(3_000), 0))));
        add(task, 2, success().details(List.of(message("first", 0), message(scheduled.message(), 1))));
        add(task, 3, success().details(List.of(scheduled, message("second", 1))));

        assertThat(last(5, null, task).get(task))
                .extracting(TaskAttempt::scheduledAt)
                .containsExactly(due, null, null);
    }

    private static ExecutionResultDetail message(String text, int seconds) {
        return new ExecutionResultDetail(UUID.randomUUID(), DetailsType.INFORMATION, text, NOW.plusSeconds(seconds));
    }

    @Test
    default void attempt_ofASessionChangesWithIt() {
        UUID task = UUID.randomUUID();
        ExecutionSession session = Samples.session(ExecutionSessionDraft.builder()
                .reloadTask(TaskReference.of(task, "task", TaskType.RELOAD))
                .executionResult(ExecutionResult.builder()
                        .status(TaskExecutionStatus.STARTED)
                        .startTime(NOW)
                        .build())
                .build());
        sessions().add(session);
        assertThat(last(5, null, task).get(task)).singleElement().satisfies(attempt -> {
            assertThat(attempt.executionId()).isEqualTo(session.id());
            assertThat(attempt.status()).isEqualTo(TaskExecutionStatus.STARTED);
        });

        ExecutionSession ended = Samples.with(
                session,
                session.executionResult().toBuilder()
                        .status(TaskExecutionStatus.FINISHED_FAIL)
                        .stopTime(NOW.plusSeconds(7))
                        .build());
        assertThat(sessions().replace(ended, session)).isTrue();
        sessions().remove(session.id());

        assertThat(last(5, null, task).get(task))
                .singleElement()
                .extracting(TaskAttempt::status, TaskAttempt::stopTime)
                .containsExactly(TaskExecutionStatus.FINISHED_FAIL, NOW.plusSeconds(7));
    }

    @Test
    default void attempts_withEqualDatesAreOrderedByTheirIds() {
        UUID task = UUID.randomUUID();
        UUID early = add(task, 1, success().id(Samples.early())).id();
        UUID late = add(task, 1, success().id(Samples.late())).id();

        assertThat(ids(last(5, null, task).get(task))).containsExactly(late, early);
    }

    @Test
    default void attempts_ofManyTasksAreReadAtOnce() {
        TaskAttemptStore attempts = storeUnderTest().taskAttempts();
        Set<UUID> tasks = Stream.generate(UUID::randomUUID)
                .limit(TaskAttemptStore.TASKS_MAX)
                .collect(Collectors.toSet());
        tasks.forEach(task -> IntStream.range(0, 2).forEach(i -> add(task, i, success())));

        assertThat(attempts.findLast(tasks, 1, NOW.plusSeconds(5), CancellationSignal.NONE))
                .hasSize(tasks.size())
                .allSatisfy((task, last) -> assertThat(last)
                        .singleElement()
                        .extracting(TaskAttempt::createdDate)
                        .isEqualTo(NOW.plusSeconds(1)));
        assertThat(attempts.findLast(Set.of(), 1, null, CancellationSignal.NONE))
                .isEmpty();
        tasks.add(UUID.randomUUID());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempts.findLast(tasks, 1, null, CancellationSignal.NONE));
    }
}
