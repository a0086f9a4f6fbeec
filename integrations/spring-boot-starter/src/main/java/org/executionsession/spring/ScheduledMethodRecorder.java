package org.executionsession.spring;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationHandler;
import org.executionsession.recorder.CurrentExecution;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.RecordedExecution;
import org.executionsession.spring.ExecutionSessionsRecorderAutoConfiguration.TraceContexts;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.util.ClassUtils;

/** Records the methods that are {@code @Scheduled}. */
final class ScheduledMethodRecorder implements ObservationHandler<ScheduledTaskObservationContext> {

    /** The name of the scheduler of these jobs. */
    static final String SCHEDULER = "spring-scheduled";

    private final ExecutionRecorder recorder;
    private final TraceContexts traceContexts;

    ScheduledMethodRecorder(ExecutionRecorder recorder, TraceContexts traceContexts) {
        this.recorder = recorder;
        this.traceContexts = traceContexts;
    }

    @Override
    public boolean supportsContext(Context context) {
        return context instanceof ScheduledTaskObservationContext;
    }

    @Override
    public void onStart(ScheduledTaskObservationContext context) {
        String name = ClassUtils.getUserClass(context.getTargetClass()).getName()
                + '.'
                + context.getMethod().getName();
        context.put(RecordedExecution.class, recorder.started(new JobId(SCHEDULER, name)));
    }

    /** The handlers of the tracer have handled the start by now, whatever their order. */
    @Override
    public void onScopeOpened(ScheduledTaskObservationContext context) {
        RecordedExecution execution = context.get(RecordedExecution.class);
        if (execution == null) {
            return;
        }
        String traceparent = traceContexts.apply(context);
        if (traceparent != null) {
            execution.progress("traceparent " + traceparent);
        }
        if (context.get(Thread.currentThread()) == null) {
            context.put(Thread.currentThread(), CurrentExecution.set(execution));
        }
    }

    @Override
    public void onScopeClosed(ScheduledTaskObservationContext context) {
        if (context.remove(Thread.currentThread()) instanceof CurrentExecution current) {
            current.close();
        }
    }

    @Override
    public void onStop(ScheduledTaskObservationContext context) {
        RecordedExecution execution = context.get(RecordedExecution.class);
        if (execution == null) {
            return;
        }
        Throwable failure = context.getError();
        if (failure == null) {
            execution.succeeded();
        } else {
            execution.failed(failure);
        }
    }
}
