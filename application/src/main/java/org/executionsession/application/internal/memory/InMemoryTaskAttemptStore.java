package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskAttempt;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.query.CancellationSignal;
import org.jspecify.annotations.Nullable;

/** Reads the attempts of tasks from the results. */
record InMemoryTaskAttemptStore(InMemoryState state) implements TaskAttemptStore {

    private static final Comparator<ExecutionResultEntity> LAST_FIRST = Comparator.comparing(
                    ExecutionResultEntity::createdDate)
            .thenComparing(ResultKey::of, ResultKey.ORDER)
            .reversed();

    @Override
    public Map<UUID, List<TaskAttempt>> findLast(
            Set<UUID> tasks, int limit, @Nullable Instant before, CancellationSignal signal) {
        requireNonNull(tasks, "tasks");
        requireNonNull(signal, "signal");
        if (tasks.size() > TASKS_MAX) {
            throw new IllegalArgumentException("at most " + TASKS_MAX + " tasks, but there are " + tasks.size());
        }
        Map<UUID, List<TaskAttempt>> attempts = new HashMap<>();
        synchronized (state.lock) {
            state.resultByKey.values().stream()
                    .filter(result -> before == null || result.createdDate().isBefore(before))
                    .sorted(LAST_FIRST)
                    .map(TaskAttempt::of)
                    .flatMap(Optional::stream)
                    .filter(attempt -> tasks.contains(attempt.taskId()))
                    .forEach(attempt -> {
                        List<TaskAttempt> ofTask =
                                attempts.computeIfAbsent(attempt.taskId(), task -> new ArrayList<>());
                        if (ofTask.size() < limit) {
                            ofTask.add(attempt);
                        }
                    });
        }
        return attempts;
    }
}
