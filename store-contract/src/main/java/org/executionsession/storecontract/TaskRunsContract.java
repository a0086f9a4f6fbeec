package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.NOW;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskRunStore;
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
            List<TaskRun> page = runs().list(read.isEmpty() ? null : read.get(read.size() - 1), 3);
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
        assertThat(runs().list(1_000)).containsSubsequence(inOrder);
        assertThat(runs().list(3)).isEqualTo(inOrder.subList(0, 3));
        assertThat(runs().list(inOrder.get(0), 3)).isEqualTo(inOrder.subList(1, 4));
        inOrder.forEach(runs()::remove);
        assertThat(runs().list(1_000)).doesNotContainAnyElementsOf(inOrder);
    }
}
