package org.executionsession.application.internal.run;

import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.jspecify.annotations.Nullable;

/** Advances a run as soon as this process has stored the end of its attempt. Without it, the next periodic call does. */
public final class RunListener implements ExecutionSessionListener {

    private volatile @Nullable TaskRunner runner;

    /** Sets the runner, which is created later than this object. */
    public void use(TaskRunner tasks) {
        runner = tasks;
    }

    @Override
    public void onUpdated(ExecutionSession before, ExecutionSession after) {
        advance(after.executionResult(), ResultOrigin.of(after).taskId());
    }

    @Override
    public void onAborted(ExecutionSession before, ExecutionSession after) {
        onUpdated(before, after);
    }

    @Override
    public void onResultUpdated(ExecutionResultEntity before, ExecutionResultEntity after) {
        advance(after.result(), after.origin().taskId());
    }

    @Override
    public void onEnded(ExecutionSession session) {
        advance(session.executionResult().id(), ResultOrigin.of(session).taskId());
    }

    /** The tasks of the sessions are unknown, so all runs are advanced. */
    @Override
    public void onManyEnded(Set<UUID> sessions) {
        TaskRunner tasks = runner;
        if (tasks != null) {
            tasks.advance(() -> true);
        }
    }

    private void advance(ExecutionResult result, @Nullable UUID task) {
        if (TaskExecutionStatus.TERMINAL.contains(result.status())) {
            advance(result.id(), task);
        }
    }

    /** Most executions are recorded ones, which no run owns: they cost no query. */
    private void advance(@Nullable UUID result, @Nullable UUID task) {
        TaskRunner tasks = runner;
        if (tasks != null && result != null && task != null && TaskRun.canBeAttempt(result)) {
            tasks.advance(task);
        }
    }
}
