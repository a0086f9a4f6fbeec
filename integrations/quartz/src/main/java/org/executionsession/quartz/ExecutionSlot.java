package org.executionsession.quartz;

import java.io.Serializable;
import java.util.Optional;
import org.executionsession.recorder.RecordedExecution;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;

/**
 * Where the context of a running job has its recorded execution. Nothing has to be removed when Quartz abandons an execution. The context
 * of a scheduler can be sent to another process; the execution stays here.
 */
final class ExecutionSlot implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String KEY = ExecutionSlot.class.getName();

    private final transient @Nullable RecordedExecution execution;

    private ExecutionSlot(RecordedExecution execution) {
        this.execution = execution;
    }

    static void put(JobExecutionContext context, RecordedExecution execution) {
        context.put(KEY, new ExecutionSlot(execution));
    }

    static Optional<RecordedExecution> executionOf(JobExecutionContext context) {
        return context.get(KEY) instanceof ExecutionSlot slot ? Optional.ofNullable(slot.execution) : Optional.empty();
    }
}
