package org.executionsession.bootstrap.internal.operations;

import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.jspecify.annotations.Nullable;

/** Counts the calls of an executor of tasks, without those that were cancelled because it was closed. */
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

    @Override
    public CompletionStage<Void> startAsync(TaskRun run, Task task) {
        return delegate.startAsync(run, task).whenComplete((nothing, failure) -> count("start", failure));
    }

    @Override
    public CompletionStage<Void> stopAsync(TaskRun run, @Nullable Task task) {
        return delegate.stopAsync(run, task).whenComplete((nothing, failure) -> count("stop", failure));
    }

    private void count(String action, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            count(action, failure);
            throw failure;
        }
        count(action, (Throwable) null);
    }

    private void count(String action, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof CancellationException) {
            return;
        }
        metrics.taskCalled(
                action, cause == null ? "accepted" : cause instanceof TaskRejectedException ? "rejected" : "failed");
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
