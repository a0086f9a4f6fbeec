package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.junit.jupiter.api.Test;

/** Tests which tasks of sessions need no statement. */
class KnownTasksTest {

    private long nanos;
    private final KnownTasks known = new KnownTasks(() -> nanos);

    @Test
    void aTaskWithOtherValues_isNotKnown() {
        Task task = task("Aa");
        known.addAll(List.of(task), known.removals());
        assertThat(known.contains(task)).isTrue();
        // Both names have the same hash code.
        assertThat(known.contains(with(task, "BB"))).isFalse();
        assertThat(known.contains(task("Aa"))).isFalse();
    }

    @Test
    void anEntry_expires() {
        Task task = task("task");
        known.addAll(List.of(task), known.removals());
        nanos += KnownTasks.LIFETIME.toNanos() - 1;
        assertThat(known.contains(task)).isTrue();
        nanos++;
        assertThat(known.contains(task)).isFalse();
    }

    @Test
    void aRemovedTask_isNotKnown() {
        Task task = task("task");
        Task other = task("other");
        known.addAll(List.of(task, other), known.removals());
        known.removeAll(List.of(task.id()));
        assertThat(known.contains(task)).isFalse();
        assertThat(known.contains(other)).isTrue();
    }

    @Test
    void aTaskThatWasReadBeforeARemoval_isNotAdded() {
        Task task = task("task");
        long before = known.removals();
        known.removeAll(List.of(task.id()));
        known.addAll(List.of(task), before);
        assertThat(known.contains(task)).isFalse();
    }

    @Test
    void theNumberOfEntries_isLimited() {
        for (int i = 0; i < 3 * KnownTasks.MAX_ENTRIES; i++) {
            known.addAll(List.of(task("task")), known.removals());
            assertThat(known.size()).isBetween(1, KnownTasks.MAX_ENTRIES);
        }
    }

    private static Task task(String name) {
        return new Task(
                AuditFields.created(Instant.EPOCH, "by"),
                TaskDraft.builder().id(UUID.randomUUID()).name(name).build(),
                true,
                null);
    }

    private static Task with(Task task, String name) {
        return new Task(task.audit(), task.content().toBuilder().name(name).build(), true, null);
    }
}
