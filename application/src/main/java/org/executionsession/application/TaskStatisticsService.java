package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.executionsession.domain.model.AttemptSummary;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskAttempt;
import org.executionsession.domain.model.TaskStatistics;
import org.executionsession.domain.port.inbound.FindTaskStatistics;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SharedQueryTimeout;
import org.jspecify.annotations.Nullable;

/** Implements the statistics of tasks. */
record TaskStatisticsService(TaskService tasks, TaskAttemptStore attempts) implements FindTaskStatistics {

    /** How many attempts are read of each task. The last ones may not have ended yet. */
    private static final int ATTEMPTS_READ = AttemptSummary.ATTEMPTS_MAX + 10;

    @Override
    public Optional<TaskStatistics> find(UUID task, @Nullable Instant since, Caller caller) {
        requireNonNull(task, "task");
        requireNonNull(caller, "caller");
        return tasks.find(task, caller)
                .map(found -> statistics(List.of(found), since, SharedQueryTimeout.of(CancellationSignal.NONE))
                        .get(0));
    }

    @Override
    public List<TaskStatistics> list(
            Query<Task> query, @Nullable Instant since, Caller caller, CancellationSignal signal) {
        requireNonNull(query, "query");
        requireNonNull(caller, "caller");
        requireNonNull(signal, "signal");
        if (query.take() > TASKS_MAX) {
            throw new IllegalArgumentException(
                    "the query must take at most " + TASKS_MAX + " tasks, but takes " + query.take());
        }
        List<Task> found = new ArrayList<>();
        CancellationSignal shared = SharedQueryTimeout.of(signal);
        // The last results are not kept, because their messages can be large.
        tasks.forEach(query, caller, task -> found.add(task.withLastResult(null)), shared);
        return statistics(found, since, shared);
    }

    private List<TaskStatistics> statistics(List<Task> found, @Nullable Instant since, CancellationSignal signal) {
        Set<UUID> ids = found.stream().map(Task::id).collect(Collectors.toSet());
        Map<UUID, List<TaskAttempt>> last = attempts.findLast(ids, ATTEMPTS_READ, null, signal);
        Map<UUID, List<TaskAttempt>> earlier =
                since == null ? Map.of() : attempts.findLast(ids, ATTEMPTS_READ, since, signal);
        return found.stream()
                .map(task -> {
                    List<TaskAttempt> ofTask = last.getOrDefault(task.id(), List.of());
                    return new TaskStatistics(
                            task,
                            ofTask.subList(0, Math.min(ofTask.size(), AttemptSummary.ATTEMPTS_MAX)),
                            AttemptSummary.of(ofTask),
                            since == null ? null : AttemptSummary.of(earlier.getOrDefault(task.id(), List.of())));
                })
                .toList();
    }
}
