package org.executionsession.application.internal.run;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunState;
import org.executionsession.domain.port.inbound.AdvanceTaskRuns;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts, stops and advances runs of tasks. All state is in the store, and each step can be repeated, so any process can continue a run
 * after another one has died. The order of the writes is: a start adds the run before its session; a retry changes the session before
 * the run; an end removes the session before the run.
 */
public final class TaskRunner implements AdvanceTaskRuns {

    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    /** How long a process may take for one call of the executor, before another process makes the call. */
    static final Duration LEASE = Duration.ofSeconds(30);

    /** A call that had to wait longer for a thread renews its lease, so that enough of it is left for the call. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** How long an executor may take to report that a stopped attempt has ended. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    /** How often a call of the executor is made. With the delays, this takes about four minutes. */
    private static final int MAX_CALLS = 8;

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    /** When a run is looked at that has no timeout. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    /** The maximum number of runs in memory; the rest follows at the next call. */
    private static final int LIMIT = 10_000;

    private final EntityStore<Task> tasks;
    private final TaskRunStore runs;
    private final RunSessions sessions;
    private final TaskExecutor executor;
    private final Executor callers;
    private final Clock clock;
    private final Supplier<UUID> newIds;
    private final Consumer<Runnable> afterCommit;

    /** Makes the calls of the executor, after a transaction in which this runner may take part. */
    private final TaskRunner caller;

    /**
     * Creates a runner.
     *
     * @param callers runs the calls of the executor
     */
    public TaskRunner(
            ExecutionSessionStore store,
            RunSessions sessions,
            TaskExecutor executor,
            Executor callers,
            Clock clock,
            Supplier<UUID> newIds) {
        this.tasks = store.tasks();
        this.runs = store.taskRuns();
        this.afterCommit = store::afterCommit;
        this.sessions = sessions;
        this.executor = executor;
        this.callers = callers;
        this.clock = clock;
        this.newIds = newIds;
        this.caller = this;
    }

    private TaskRunner(TaskRunner caller, ExecutionSessionStore store) {
        this.tasks = store.tasks();
        this.runs = store.taskRuns();
        this.afterCommit = store::afterCommit;
        this.sessions = caller.sessions.on(store.sessions());
        this.executor = caller.executor;
        this.callers = caller.callers;
        this.clock = caller.clock;
        this.newIds = caller.newIds;
        this.caller = caller;
    }

    /** Returns a runner that writes to another store, such as one for a transaction of the application. */
    public TaskRunner on(ExecutionSessionStore store) {
        return new TaskRunner(this, store);
    }

    /** Starts a task. Returns the id of its session; empty if the task runs already. */
    public Optional<UUID> start(Task task, Caller caller) {
        Instant now = clock.instant();
        TaskRun run = TaskRun.first(task.id(), newIds.get(), newIds.get(), now, now.plus(LEASE));
        if (!runs.add(run)) {
            // The run before may have ended just now.
            advance(task.id());
            if (!runs.add(run)) {
                return Optional.empty();
            }
        }
        try {
            sessions.add(run, task, caller);
        } catch (RuntimeException failure) {
            removeAfter(failure, run);
            throw failure;
        }
        call(runner -> runner.handOver(run));
        return Optional.of(run.sessionId());
    }

    private void removeAfter(RuntimeException failure, TaskRun run) {
        try {
            runs.remove(run);
        } catch (ExecutionSessionException alsoFailed) {
            // Without a session, the run is removed when its lease has expired.
            failure.addSuppressed(alsoFailed);
        }
    }

    /** Stops the run of a task. Returns false if there is none. */
    public boolean stop(UUID task, AbortReason reason) {
        while (true) {
            Optional<TaskRun> found = runs.find(task);
            if (found.isEmpty() || sessions.find(found.get()).isEmpty()) {
                return false;
            }
            TaskRun run = found.get();
            if (run.state() == TaskRunState.STOPPING) {
                return true;
            }
            TaskRun stopping = run.stopping(reason, clock.instant().plus(LEASE));
            if (runs.replace(stopping, run)) {
                sessions.stopping(stopping, TaskExecutionStatus.ABORT_INITIATED, reason);
                call(runner -> runner.stop(stopping));
                return true;
            }
        }
    }

    @Override
    public int advance(BooleanSupplier shouldContinue) {
        requireNonNull(shouldContinue, "shouldContinue");
        Map<UUID, TaskRun> local = local();
        List<TaskRun> all = runs.list(LIMIT);
        Map<UUID, ExecutionSession> sessionById = sessions.findAll(all);
        int changed = 0;
        for (TaskRun run : all) {
            if (!shouldContinue.getAsBoolean()) {
                return changed;
            }
            boolean isLocal = local.remove(run.resultId()) != null;
            changed += advance(run, sessionById.get(run.sessionId()), isLocal) ? 1 : 0;
        }
        if (all.size() < LIMIT) {
            // Another process has ended these runs.
            local.values().forEach(run -> tellToStop(run, null));
        }
        return changed;
    }

    /** Returns the attempts that this process runs, by their results. */
    private Map<UUID, TaskRun> local() {
        return executor.running().stream()
                .collect(Collectors.toMap(TaskRun::resultId, Function.identity(), (one, same) -> one));
    }

    /** Advances the run of one task, if it has one. */
    void advance(UUID task) {
        runs.find(task)
                .ifPresent(run -> advance(run, sessions.find(run).orElse(null), local().containsKey(run.resultId())));
    }

    private boolean advance(TaskRun run, @Nullable ExecutionSession session, boolean isLocal) {
        boolean isDue = !clock.instant().isBefore(run.dueAt());
        if (session == null) {
            return withoutSession(run, isDue);
        }
        UUID result = requireNonNull(session.executionResult().id(), "executionResult.id");
        if (session.retries() > run.attempt() && !result.equals(run.resultId())) {
            // A process has started the next attempt, and died.
            return replaceAndHandOver(run.nextAttempt(result, session.modifiedDate()), run);
        }
        if (TaskExecutionStatus.TERMINAL.contains(session.executionResult().status())) {
            return settle(run, session);
        }
        return switch (run.state()) {
            case STARTING -> isDue && claim(run, TaskRunner::handOver);
            case RUNNING -> keepRunning(run, session, isDue, isLocal);
            case STOPPING -> keepStopping(run, isDue, isLocal);
        };
    }

    /** A session that is missing was deleted by a client, or its process has died before it added the session. */
    private boolean withoutSession(TaskRun run, boolean isDue) {
        if (run.state() == TaskRunState.STARTING && run.attempt() == 0 && !isDue || !runs.remove(run)) {
            return false;
        }
        call(runner -> runner.tellToStop(run, runner.tasks.find(run.taskId()).orElse(null)));
        return true;
    }

    /** The attempt has ended: starts the next one, or ends the run. */
    private boolean settle(TaskRun run, ExecutionSession session) {
        TaskExecutionStatus status = session.executionResult().status();
        boolean failed = status.equals(TaskExecutionStatus.FINISHED_FAIL) || status.equals(TaskExecutionStatus.ERROR);
        if (failed && run.state() != TaskRunState.STOPPING && run.attempt() < maxRetries(session)) {
            TaskRun next = run.nextAttempt(newIds.get(), clock.instant());
            return sessions.retry(session, next) && replaceAndHandOver(next, run);
        }
        if (run.state() == TaskRunState.RUNNING && status.equals(TaskExecutionStatus.ABORTED)) {
            call(runner -> runner.tellToStop(run, runner.task(run, session)));
        }
        return sessions.remove(session) && runs.remove(run);
    }

    private static int maxRetries(ExecutionSession session) {
        return Stream.of(session.reloadTask(), session.userSyncTask(), session.externalProgramTask())
                .filter(Objects::nonNull)
                .mapToInt(TaskReference::maxRetries)
                .findFirst()
                .orElse(0);
    }

    /** Returns the task of a run; if it was deleted, as its session refers to it. */
    private @Nullable Task task(TaskRun run, ExecutionSession session) {
        return tasks.find(run.taskId()).orElseGet(() -> Task.recordedBy(session));
    }

    private boolean keepRunning(TaskRun run, ExecutionSession session, boolean isDue, boolean isLocal) {
        Instant now = clock.instant();
        if (session.isOverdue(now)) {
            sessions.timedOut(run);
            return true;
        }
        if (isLocal) {
            boolean renews = Duration.between(now, run.dueAt()).compareTo(LEASE.dividedBy(2)) < 0;
            return renews && runs.replace(run.withDueAt(now.plus(LEASE)), run);
        }
        if (!isDue) {
            return false;
        }
        if (executor.isLocal()) {
            fail(run, "The process that executed the task has ended, or does not reach the database");
            return true;
        }
        return runs.replace(run.withDueAt(now.plus(NEVER)), run);
    }

    /** The process that runs the attempt may be another one than the process that was asked to stop it. */
    private boolean keepStopping(TaskRun run, boolean isDue, boolean isLocal) {
        if (isLocal) {
            tellToStop(run, null);
        }
        return isDue && claim(run, (runner, claimed) -> runner.stop(claimed));
    }

    private void fail(TaskRun run, String reason) {
        sessions.ended(run, TaskExecutionStatus.FINISHED_FAIL, DetailsType.ERROR, reason);
    }

    private boolean replaceAndHandOver(TaskRun next, TaskRun run) {
        TaskRun claimed = next.withDueAt(clock.instant().plus(LEASE));
        boolean done = runs.replace(claimed, run);
        if (done) {
            call(runner -> runner.handOver(claimed));
        }
        return done;
    }

    /** Makes a call unless another process makes it. */
    private boolean claim(TaskRun run, BiConsumer<TaskRunner, TaskRun> action) {
        TaskRun claimed = run.withDueAt(clock.instant().plus(LEASE));
        boolean done = runs.replace(claimed, run);
        if (done) {
            call(runner -> action.accept(runner, claimed));
        }
        return done;
    }

    /** Makes a call of the executor in another thread, after the commit. */
    private void call(Consumer<TaskRunner> call) {
        afterCommit.accept(() -> {
            try {
                callers.execute(() -> call(call, caller));
            } catch (RejectedExecutionException closed) {
                LOG.debug("closed; another process, or the next start, advances the run", closed);
            }
        });
    }

    private static void call(Consumer<TaskRunner> call, TaskRunner runner) {
        try {
            call.accept(runner);
        } catch (ExecutionSessionException unavailable) {
            // The run stays due, so the call is made again.
            LOG.warn("a run of a task could not be advanced: {}", unavailable.getMessage());
        }
    }

    /** Returns the run of a call that begins now; empty if another call was queued for it meanwhile. */
    private Optional<TaskRun> begin(TaskRun queued) {
        Instant now = clock.instant();
        if (!now.isAfter(queued.dueAt().minus(LEASE).plus(LONGEST_WAIT))) {
            return Optional.of(queued);
        }
        TaskRun renewed = queued.withDueAt(now.plus(LEASE));
        return runs.replace(renewed, queued) ? Optional.of(renewed) : Optional.empty();
    }

    private void handOver(TaskRun queued) {
        begin(queued).ifPresent(this::tellToStart);
    }

    private void tellToStart(TaskRun run) {
        ExecutionSession session = sessions.unfinished(run);
        Task task = session == null ? null : task(run, session);
        if (task == null) {
            return;
        }
        try {
            executor.start(run, task);
        } catch (TaskRejectedException rejected) {
            fail(run, "The executor has rejected the task: " + rejected.getMessage());
            advance(run.taskId());
            return;
        } catch (RuntimeException failure) {
            failedCall(run, failure);
            return;
        }
        Instant due = clock.instant().plus(executor.isLocal() ? LEASE : NEVER);
        if (runs.replace(run.running(due), run)) {
            sessions.started(run);
        }
    }

    /** Makes a failed start again later; after the last time, the attempt has failed. */
    private void failedCall(TaskRun run, RuntimeException failure) {
        if (run.failedCalls() + 1 < MAX_CALLS) {
            LOG.warn("the executor cannot start the task {}: {}", run.taskId(), failure.toString());
            runs.replace(run.afterFailedCall(clock.instant().plus(delay(run))), run);
        } else {
            fail(run, "The executor could not be called: " + failure);
            advance(run.taskId());
        }
    }

    private static Duration delay(TaskRun run) {
        Duration delay = Duration.ofSeconds(1L << Math.min(run.failedCalls(), 6));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    private void stop(TaskRun queued) {
        begin(queued).ifPresent(this::stopOrAbort);
    }

    /** Tells the executor to stop an attempt. If that is not possible, or has no effect in time, the attempt counts as aborted. */
    private void stopOrAbort(TaskRun run) {
        ExecutionSession session = sessions.unfinished(run);
        if (session == null) {
            return;
        }
        if (session.executionResult().status().equals(TaskExecutionStatus.ABORTING)) {
            aborted(run, "The executor has not confirmed that it has stopped the task");
        } else if (tellToStop(run, task(run, session))) {
            sessions.stopping(run, TaskExecutionStatus.ABORTING, run.abortReason());
            runs.replace(run.withDueAt(clock.instant().plus(STOP_TIMEOUT)), run);
        } else if (run.failedCalls() + 1 < MAX_CALLS) {
            runs.replace(run.afterFailedCall(clock.instant().plus(delay(run))), run);
        } else {
            aborted(run, "The executor could not be told to stop the task");
        }
    }

    private void aborted(TaskRun run, String message) {
        sessions.ended(run, TaskExecutionStatus.ABORTED, DetailsType.INFORMATION, message);
        advance(run.taskId());
    }

    private boolean tellToStop(TaskRun run, @Nullable Task task) {
        try {
            executor.stop(run, task);
            return true;
        } catch (RuntimeException failure) {
            LOG.warn("the executor cannot stop the task {}: {}", run.taskId(), failure.toString());
            return false;
        }
    }
}
