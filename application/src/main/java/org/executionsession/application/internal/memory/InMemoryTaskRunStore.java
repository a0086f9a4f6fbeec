package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.SessionProgress;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunProgress;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.jspecify.annotations.Nullable;

/** Stores the runs of tasks. */
record InMemoryTaskRunStore(InMemoryState state) implements TaskRunStore {

    private static final Comparator<TaskRun> ORDER = Comparator.comparing(TaskRun::dueAt)
            .thenComparing(run -> run.taskId().toString());

    @Override
    public boolean add(TaskRun run) {
        requireNonNull(run, "run");
        synchronized (state.lock) {
            return state.runByTask.putIfAbsent(run.taskId(), run) == null;
        }
    }

    @Override
    public Optional<TaskRun> find(UUID taskId) {
        requireNonNull(taskId, "taskId");
        synchronized (state.lock) {
            return Optional.ofNullable(state.runByTask.get(taskId));
        }
    }

    @Override
    public Optional<TaskRunProgress> findProgress(UUID taskId) {
        synchronized (state.lock) {
            return find(taskId).map(this::withProgress);
        }
    }

    @Override
    public List<TaskRunProgress> list(@Nullable TaskRun after, int limit) {
        synchronized (state.lock) {
            return state.runByTask.values().stream()
                    .filter(run -> after == null || ORDER.compare(run, after) > 0)
                    .sorted(ORDER)
                    .limit(limit)
                    .map(this::withProgress)
                    .toList();
        }
    }

    @Override
    public long count() {
        synchronized (state.lock) {
            return state.runByTask.size();
        }
    }

    private TaskRunProgress withProgress(TaskRun run) {
        ExecutionSession session = state.sessionById.get(run.sessionId());
        Task task = state.taskById.get(run.taskId());
        boolean hasTask = task != null && !task.recorded();
        return new TaskRunProgress(
                run,
                hasTask,
                session == null
                        ? null
                        : SessionProgress.of(session.withExecutionResult(state.resultByKey
                                        .get(ResultKey.of(session))
                                        .result()))
                                .withTimeoutOfTask(hasTask ? task.content().taskSessionTimeout() : 0));
    }

    @Override
    public boolean replace(TaskRun next, TaskRun read) {
        requireNonNull(next, "next");
        requireNonNull(read, "read");
        synchronized (state.lock) {
            boolean asRead = isAsRead(read);
            if (asRead) {
                state.runByTask.put(next.taskId(), next);
            }
            return asRead;
        }
    }

    @Override
    public boolean remove(TaskRun read) {
        requireNonNull(read, "read");
        synchronized (state.lock) {
            return isAsRead(read) && state.runByTask.remove(read.taskId()) != null;
        }
    }

    private boolean isAsRead(TaskRun read) {
        TaskRun stored = state.runByTask.get(read.taskId());
        return stored != null && stored.sessionId().equals(read.sessionId()) && stored.version() == read.version();
    }
}
