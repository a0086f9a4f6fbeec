package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.session;
import static org.executionsession.storecontract.Samples.with;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.SessionProgress;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunProgress;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the runs of tasks. */
interface TaskRunsContract extends TestedStore {

    private TaskRunStore runs() {
        return storeUnderTest().taskRuns();
    }

    private static TaskRun run(UUID task) {
        return TaskRun.first(task, UUID.randomUUID(), UUID.randomUUID(), NOW, LATER);
    }

    @Test
    default void run_isAddedReplacedAndRemoved() {
        TaskRun run = run(UUID.randomUUID());
        assertThat(runs().find(run.taskId())).isEmpty();
        assertThat(runs().findProgress(run.taskId())).isEmpty();
        assertThat(runs().add(run)).isTrue();
        assertThat(runs().find(run.taskId())).contains(run);
        TaskRun running = run.running(LATER.plusSeconds(1));
        assertThat(runs().replace(running, run)).isTrue();
        TaskRun next = running.nextAttempt(UUID.randomUUID(), LATER);
        assertThat(runs().replace(next, running)).isTrue();
        TaskRun stopping = next.afterFailedCall(LATER).stopping(AbortReason.MANUAL, LATER.plusSeconds(2));
        assertThat(runs().replace(stopping, next)).isTrue();
        assertThat(runs().find(run.taskId())).contains(stopping);
        assertThat(runs().remove(stopping)).isTrue();
        assertThat(runs().find(run.taskId())).isEmpty();
    }

    @Test
    default void run_thatHasChangedIsNeitherReplacedNorRemoved() {
        TaskRun run = run(UUID.randomUUID());
        TaskRun running = run.running(LATER);
        assertThat(runs().replace(running, run)).as("absent").isFalse();
        runs().add(run);
        runs().replace(running, run);
        assertThat(runs().replace(run.withDueAt(NOW), run)).isFalse();
        assertThat(runs().remove(run)).isFalse();
        assertThat(runs().find(run.taskId())).contains(running);
        runs().remove(running);
        TaskRun another = run(run.taskId());
        runs().add(another);
        assertThat(runs().remove(run)).as("another session").isFalse();
        assertThat(runs().replace(running, run)).isFalse();
        assertThat(runs().find(run.taskId())).contains(another);
        runs().remove(another);
    }

    @Test
    default void ofConcurrentRuns_oneIsAdded() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                UUID task = UUID.randomUUID();
                List<Callable<Boolean>> adds = new ArrayList<>();
                for (int i = 0; i < 32; i++) {
                    adds.add(() -> runs().add(run(task)));
                }
                assertThat(race.run(adds)).containsOnlyOnce(true);
                runs().remove(runs().find(task).orElseThrow());
            }
        }
    }

    @Test
    default void pagesOfRunsThatAreDueTogether_areComplete() {
        List<TaskRun> together = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TaskRun run = run(UUID.randomUUID()).withDueAt(NOW.minusSeconds(2_000));
            runs().add(run);
            together.add(run);
        }
        List<TaskRun> read = new ArrayList<>();
        while (read.size() < together.size()) {
            List<TaskRun> page = list(read.isEmpty() ? null : read.get(read.size() - 1), 3);
            assertThat(page).isNotEmpty();
            read.addAll(page);
        }
        together.sort(Comparator.comparing(run -> run.taskId().toString()));
        assertThat(read.subList(0, together.size())).isEqualTo(together);
        together.forEach(runs()::remove);
    }

    @Test
    default void runs_areListedInTheOrderInWhichTheyAreDue() {
        List<TaskRun> inOrder = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            // Before those of other tests.
            TaskRun run = run(UUID.randomUUID()).withDueAt(NOW.minusSeconds(1_000 - i));
            inOrder.add(run);
        }
        inOrder.stream()
                .sorted((one, other) -> other.dueAt().compareTo(one.dueAt()))
                .forEach(runs()::add);
        assertThat(list(null, 1_000)).containsSubsequence(inOrder);
        assertThat(list(null, 3)).isEqualTo(inOrder.subList(0, 3));
        assertThat(list(inOrder.get(0), 3)).isEqualTo(inOrder.subList(1, 4));
        long count = runs().count();
        inOrder.forEach(runs()::remove);
        assertThat(runs().count()).isEqualTo(count - inOrder.size());
        assertThat(list(null, 1_000)).doesNotContainAnyElementsOf(inOrder);
    }

    private List<TaskRun> list(@Nullable TaskRun after, int limit) {
        return runs().list(after, limit).stream().map(TaskRunProgress::run).toList();
    }

    @Test
    default void run_isReadWithTheProgressOfItsSession() {
        TaskReference hour = timeout(60);
        progressOf(ExecutionSessionDraft.builder().reloadTask(hour), 60);
        progressOf(ExecutionSessionDraft.builder().userSyncTask(hour), 60);
        progressOf(ExecutionSessionDraft.builder().externalProgramTask(hour), 60);
        progressOf(ExecutionSessionDraft.builder().reloadTask(hour).userSyncTask(timeout(5)), 5);
        progressOf(ExecutionSessionDraft.builder().reloadTask(hour).userSyncTask(timeout(0)), 60);
        progressOf(ExecutionSessionDraft.builder().reloadTask(timeout(0)), 0);
        progressOf(ExecutionSessionDraft.builder(), 0);
    }

    @Test
    default void run_isReadWithTheTimeoutOfItsTask() {
        assertTimeout(0, 0, 0);
        assertTimeout(0, 30, 30);
        assertTimeout(5, 30, 5);
        assertTimeout(60, 30, 30);
        assertTimeout(60, 0, 60);
    }

    private void assertTimeout(int ofTask, int ofSession, int expected) {
        Task task = Task.create(
                TaskDraft.builder().name("task").taskSessionTimeout(ofTask).build(), NOW, JO, UUID::randomUUID);
        tasks().add(task);
        ExecutionSession session = session((ofSession == 0
                        ? ExecutionSessionDraft.builder()
                        : ExecutionSessionDraft.builder().reloadTask(timeout(ofSession)))
                .build());
        sessions().add(session);
        TaskRun run = TaskRun.first(task.id(), session.id(), UUID.randomUUID(), NOW, NOW.minusSeconds(3_000));
        runs().add(run);
        assertThat(runs().findProgress(task.id()))
                .contains(new TaskRunProgress(
                        run, true, SessionProgress.of(session).withTimeoutOfTask(ofTask)));
        assertThat(runs().findProgress(task.id()).orElseThrow().session())
                .extracting(SessionProgress::timeout)
                .isEqualTo(expected);
        runs().remove(run);
        sessions().remove(session.id());
        tasks().remove(task.id());
    }

    @Test
    default void run_isReadWithTheExistenceOfItsTask() {
        Task task = Task.create(TaskDraft.builder().name("task").build(), NOW, JO, UUID::randomUUID);
        TaskRun run = run(task.id()).withDueAt(NOW.minusSeconds(4_000));
        runs().add(run);
        assertTask(run, false);
        tasks().add(task);
        assertTask(run, true);
        tasks().remove(task.id());
        assertTask(run, false);
        // A session makes the task known again.
        ExecutionSession session = session(
                ExecutionSessionDraft.builder().reloadTask(task.toReference()).build());
        sessions().add(session);
        assertThat(tasks().find(task.id())).map(Task::recorded).contains(true);
        assertTask(run, false);
        runs().remove(run);
    }

    private void assertTask(TaskRun run, boolean exists) {
        TaskRunProgress progress = new TaskRunProgress(run, exists, null);
        assertThat(runs().findProgress(run.taskId())).contains(progress);
        assertThat(runs().list(null, 1)).containsExactly(progress);
    }

    private static TaskReference timeout(int minutes) {
        return TaskReference.builder()
                .id(UUID.randomUUID())
                .taskSessionTimeout(minutes)
                .build();
    }

    private void progressOf(ExecutionSessionDraft.Builder draft, int timeout) {
        UUID resultId = UUID.randomUUID();
        ExecutionResult started = content(resultId, "node").toBuilder()
                .status(TaskExecutionStatus.STARTED)
                .build();
        ExecutionSession session = session(draft.executionResult(started).build());
        TaskRun run = TaskRun.first(UUID.randomUUID(), session.id(), UUID.randomUUID(), NOW, NOW.minusSeconds(3_000));
        runs().add(run);
        assertProgress(run, null);
        sessions().add(session);
        assertProgress(run, new SessionProgress(resultId, TaskExecutionStatus.STARTED, NOW, timeout));
        // The next attempt has a result of its own.
        ExecutionSession next = with(session, content(UUID.randomUUID(), "node"));
        sessions().replace(next, session);
        assertProgress(run, SessionProgress.of(next));
        assertThat(SessionProgress.of(next).resultId()).isNotEqualTo(resultId);
        sessions().remove(session.id());
        assertProgress(run, null);
        runs().remove(run);
    }

    private void assertProgress(TaskRun run, @Nullable SessionProgress session) {
        TaskRunProgress progress = new TaskRunProgress(run, false, session);
        assertThat(runs().findProgress(run.taskId())).contains(progress);
        assertThat(runs().list(null, 1)).containsExactly(progress);
    }
}
