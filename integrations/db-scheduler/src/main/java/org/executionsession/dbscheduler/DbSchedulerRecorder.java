package org.executionsession.dbscheduler;

import static java.util.Objects.requireNonNull;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.event.ExecutionChain;
import com.github.kagkarlsson.scheduler.event.ExecutionInterceptor;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.recorder.CurrentExecution;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.RecordedExecution;

/**
 * Records the tasks of db-scheduler: each execution of a task instance as a session, with one result for each attempt. An execution that fails
 * and is scheduled again is a further attempt, on whatever node.
 *
 * <p>It is a listener and an interceptor, and must be registered as both: with {@link #register}, or as a bean of the starter of db-scheduler for
 * Spring Boot. The listener records; the interceptor sees whether the task is reached. If it is registered after other interceptors,
 * executions that these do not let through are recorded as skipped.
 *
 * <p>It never fails or delays a task. Only if the recorder requires recording and a start cannot be stored, the task does not run: the execution
 * fails in db-scheduler, whose failure handler of the task decides when it is tried again. It is thread-safe.
 */
public final class DbSchedulerRecorder extends AbstractSchedulerListener implements ExecutionInterceptor {

    /** The default of the name of the scheduler, which is part of the identity of its tasks. */
    public static final String DEFAULT_SCHEDULER = "db-scheduler";

    private final ExecutionRecorder recorder;
    private final Starts starts;
    private final Map<Execution, RunningTask> runningTasks = new ConcurrentHashMap<>();

    /**
     * Records tasks under the name {@value #DEFAULT_SCHEDULER}.
     *
     * @param recorder records them; not null. The caller closes it, after the scheduler has stopped
     */
    public DbSchedulerRecorder(ExecutionRecorder recorder) {
        this(recorder, DEFAULT_SCHEDULER);
    }

    /**
     * Records tasks under the name of a scheduler. Use it if the application has several tables of scheduled tasks.
     *
     * @param recorder records them; not null. The caller closes it, after the scheduler has stopped
     * @param scheduler the name, the same on each node; not null or blank
     */
    public DbSchedulerRecorder(ExecutionRecorder recorder, String scheduler) {
        this.recorder = requireNonNull(recorder, "recorder");
        if (requireNonNull(scheduler, "scheduler").isBlank()) {
            throw new IllegalArgumentException("scheduler must not be blank");
        }
        this.starts = new Starts(scheduler);
    }

    /**
     * Registers itself as a listener and as an interceptor.
     *
     * @param builder builds the scheduler, and has its other interceptors already; not null
     * @return the same builder
     */
    public SchedulerBuilder register(SchedulerBuilder builder) {
        return requireNonNull(builder, "builder").addSchedulerListener(this).addExecutionInterceptor(this);
    }

    /**
     * Returns the recorded execution of a running task, so that the task can report its progress.
     *
     * @param context what db-scheduler passes to the task; not null
     * @return empty if the task does not run here
     */
    public Optional<RecordedExecution> executionOf(ExecutionContext context) {
        return Optional.ofNullable(
                        runningTasks.get(requireNonNull(context, "context").getExecution()))
                .map(RunningTask::recorded);
    }

    @Override
    public void onExecutionStart(CurrentlyExecuting executing) {
        Execution execution = executing.getExecution();
        RunningTask running;
        try {
            running = RunningTask.recorded(recorder.started(starts.of(execution)));
        } catch (ExecutionSessionException notStored) {
            // db-scheduler ignores what a listener throws; the interceptor throws it again.
            running = RunningTask.notRecorded(notStored);
        }
        runningTasks.put(execution, running);
    }

    @Override
    public CompletionHandler<?> execute(TaskInstance<?> instance, ExecutionContext context, ExecutionChain chain) {
        RunningTask running = runningTasks.get(context.getExecution());
        if (running == null) {
            return chain.proceed(instance, context);
        }
        running.proceed();
        CurrentExecution current = CurrentExecution.set(requireNonNull(running.recorded()));
        try {
            return chain.proceed(instance, context);
        } finally {
            current.close();
        }
    }

    @Override
    public void onExecutionComplete(ExecutionComplete complete) {
        RunningTask running = runningTasks.remove(complete.getExecution());
        if (running == null || running.recorded() == null) {
            return;
        }
        RecordedExecution recorded = running.recorded();
        if (complete.getResult() == ExecutionComplete.Result.FAILED) {
            complete.getCause()
                    .ifPresentOrElse(
                            recorded::failed, () -> recorded.failed("The execution has failed without an exception"));
        } else if (running.hasReachedTask()) {
            recorded.succeeded();
        } else {
            recorded.skipped("An interceptor did not let the task run");
        }
    }

    @Override
    public void onExecutionDead(Execution execution) {
        recorder.leftBehind(
                starts.of(execution),
                "db-scheduler has found the execution dead: the last heartbeat of " + execution.pickedBy + " was at "
                        + execution.lastHeartbeat);
    }

    @Override
    public void onExecutionFailedHeartbeat(CurrentlyExecuting executing) {
        RunningTask running = runningTasks.get(executing.getExecution());
        RecordedExecution recorded = running == null ? null : running.recorded();
        if (recorded != null) {
            recorded.progress(DetailsType.WARNING, "db-scheduler could not update the heartbeat of the execution");
        }
    }
}
