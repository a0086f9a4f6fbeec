package org.executionsession.bootstrap.internal.operations;

import java.util.Collection;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.jspecify.annotations.Nullable;

/** Counts the calls of an executor of tasks. */
public final class MeteredTaskExecutor implements TaskExecutor {

    private final TaskExecutor delegate;
    private final Metrics metrics;

    public MeteredTaskExecutor(TaskExecutor delegate, Metrics metrics) {
        this.delegate = delegate;
        this.metrics = metrics;
    }

    @Override
    public void start(TaskRun run, Task task) {
        count("start", () -> delegate.start(run, task));
    }

    @Override
    public void stop(TaskRun run, @Nullable Task task) {
        count("stop", () -> delegate.stop(run, task));
    }

    private void count(String action, Runnable call) {
        String outcome = "failed";
        try {
            call.run();
            outcome = "accepted";
        } catch (TaskRejectedException rejected) {
            outcome = "rejected";
            throw rejected;
        } finally {
            metrics.taskCalled(action, outcome);
        }
    }

    @Override
    public boolean isLocal() {
        return delegate.isLocal();
    }

    @Override
    public Collection<TaskRun> running() {
        return delegate.running();
    }
}
