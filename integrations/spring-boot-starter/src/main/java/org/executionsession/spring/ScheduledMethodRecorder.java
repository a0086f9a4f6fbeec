package org.executionsession.spring;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationHandler;
import java.util.ArrayDeque;
import java.util.Deque;
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

    /** What is put into the context of an observation when its trace context is recorded. */
    private static final Object TRACED = new Object();

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

    /**
     * Records the start before the observation starts. If recording is required and fails, the method does not run, and an observation that
     * had started would never stop.
     */
    void beforeStart(ScheduledTaskObservationContext context) {
        String name = ClassUtils.getUserClass(context.getTargetClass()).getName()
                + '.'
                + context.getMethod().getName();
        context.put(RecordedExecution.class, recorder.started(new JobId(SCHEDULER, name)));
    }

    /**
     * The handlers of the tracer have handled the start by now, whatever their order. An observation can have several scopes: others open
     * them to propagate it, also to other threads.
     */
    @Override
    public void onScopeOpened(ScheduledTaskObservationContext context) {
        RecordedExecution execution = context.get(RecordedExecution.class);
        if (execution == null) {
            return;
        }
        recordTrace(context, execution);
        scopes(context).push(CurrentExecution.set(execution));
    }

    private void recordTrace(ScheduledTaskObservationContext context, RecordedExecution execution) {
        if (context.containsKey(TRACED)) {
            return;
        }
        String traceparent = traceContexts.apply(context);
        if (traceparent != null) {
            context.put(TRACED, traceparent);
            execution.progress("traceparent " + traceparent);
        }
    }

    /** Returns what the scopes of the observation in the calling thread have set, the innermost first. */
    private static Deque<CurrentExecution> scopes(ScheduledTaskObservationContext context) {
        return context.computeIfAbsent(Thread.currentThread(), thread -> new ArrayDeque<>());
    }

    @Override
    public void onScopeClosed(ScheduledTaskObservationContext context) {
        CurrentExecution current = scopes(context).poll();
        if (current != null) {
            current.close();
        }
        if (scopes(context).isEmpty()) {
            context.remove(Thread.currentThread());
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
