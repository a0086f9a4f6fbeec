package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.TaskRun;
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
    public List<TaskRun> list(@Nullable TaskRun after, int limit) {
        synchronized (state.lock) {
            return state.runByTask.values().stream()
                    .filter(run -> after == null || ORDER.compare(run, after) > 0)
                    .sorted(ORDER)
                    .limit(limit)
                    .toList();
        }
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
