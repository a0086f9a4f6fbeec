package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.model.AttemptSummary;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskAttempt;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskStatistics;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.TaskProperties;
import org.junit.jupiter.api.Test;

/** The statistics of tasks. */
class TaskStatisticsTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final Caller MAX = new Caller("ACME", "max");
    private static final Instant TODAY = Instant.parse("2026-11-24T00:00:00Z");

    private final MovingClock clock = new MovingClock(TODAY.minusSeconds(60));

    private static UUID task(ExecutionSessions sessions, String name, Caller caller) {
        return sessions.manageTasks()
                .create(TaskDraft.builder().name(name).build(), caller)
                .id();
    }

    private static void result(ExecutionSessions sessions, UUID task, TaskExecutionStatus status, int millis) {
        ExecutionResult content = ExecutionResult.builder()
                .status(status)
                .startTime(TODAY)
                .duration(millis)
                .build();
        sessions.executionResults()
                .create(new ExecutionResultDraft(new ResultOrigin(null, task, null, null), content), JO);
    }

    private static List<TaskStatistics> list(ExecutionSessions sessions, Caller caller) {
        Query<Task> query = new Query<>(Filter.all(), List.of(TaskProperties.NAME.asc()), 0, 10);
        return sessions.findTaskStatistics().list(query, null, caller, CancellationSignal.NONE);
    }

    @Test
    void attemptsBeforeADate_areSummarizedByThemselves() {
        try (var sessions = ExecutionSessions.inMemoryBuilder().clock(clock).build()) {
            UUID task = task(sessions, "nightly", JO);

            for (int i = 0; i < 40; i++) {
                result(sessions, task, TaskExecutionStatus.FINISHED_SUCCESS, 100);
            }
            clock.pass(Duration.ofSeconds(60));
            for (int i = 0; i < 35; i++) {
                result(sessions, task, TaskExecutionStatus.FINISHED_FAIL, 300);
            }
            result(sessions, task, TaskExecutionStatus.STARTED, 0);

            TaskStatistics found =
                    sessions.findTaskStatistics().find(task, TODAY, JO).orElseThrow();

            assertThat(found.attempts()).hasSize(30);
            assertThat(found.attempts().get(0).status()).isEqualTo(TaskExecutionStatus.STARTED);
            assertThat(found.recent())
                    .extracting(AttemptSummary::ended, AttemptSummary::succeeded)
                    .containsExactly(30, 0);
            assertThat(found.recent().runTime().median()).isEqualTo(Duration.ofMillis(300));
            assertThat(found.earlier())
                    .extracting(AttemptSummary::ended, AttemptSummary::succeeded)
                    .containsExactly(30, 30);
            assertThat(found.earlier().runTime().median()).isEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void list_hasAPageOfTasksWithTheirAttempts() {
        try (var sessions = ExecutionSessions.inMemory()) {
            UUID b = task(sessions, "b", JO);
            UUID a = task(sessions, "a", JO);
            task(sessions, "c", JO);
            result(sessions, a, TaskExecutionStatus.FINISHED_SUCCESS, 5);
            Query<Task> query = new Query<>(Filter.all(), List.of(TaskProperties.NAME.asc()), 0, 2);

            List<TaskStatistics> found = sessions.findTaskStatistics().list(query, null, JO, CancellationSignal.NONE);

            assertThat(found).extracting(one -> one.task().id()).containsExactly(a, b);
            assertThat(found.get(0).attempts())
                    .extracting(TaskAttempt::runTime)
                    .containsExactly(Optional.of(Duration.ofMillis(5)));
            assertThat(found.get(0).task().lastResult()).isNull();
            assertThat(found.get(0).earlier()).isNull();
            assertThat(found.get(1).attempts()).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            sessions.findTaskStatistics().list(query.withTake(101), null, JO, CancellationSignal.NONE));
        }
    }

    @Test
    void caller_findsTheStatisticsOfTasksThatHeMayRead() {
        AccessPolicy own = (caller, entity) ->
                entity.modifiedByUserName().equals(caller.userName()) ? Set.of(Privilege.values()) : Set.of();
        try (var sessions =
                ExecutionSessions.builder(new InMemoryStore()).accessPolicy(own).build()) {
            UUID ofJo = task(sessions, "a", JO);
            UUID ofMax = task(sessions, "b", MAX);
            assertThat(list(sessions, JO)).extracting(one -> one.task().id()).containsExactly(ofJo);
            assertThat(sessions.findTaskStatistics().find(ofMax, null, JO)).isEmpty();
            assertThat(sessions.findTaskStatistics().find(ofMax, null, MAX)).isPresent();
        }
    }

    @Test
    void callerWithoutPrivileges_findsNothing() {
        AccessPolicy onlyJo =
                new AccessPolicy.ByCaller(caller -> caller.equals(JO) ? Set.of(Privilege.values()) : Set.of());
        try (var sessions = ExecutionSessions.builder(new InMemoryStore())
                .accessPolicy(onlyJo)
                .build()) {
            UUID task = task(sessions, "a", JO);
            assertThat(list(sessions, MAX)).isEmpty();
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> sessions.findTaskStatistics().find(task, null, MAX));
        }
    }
}
