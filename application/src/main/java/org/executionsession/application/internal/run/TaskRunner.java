package org.executionsession.application.internal.run;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.exception.StoreUnavailableException;
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

    /** How long an executor may take to report that a stopped attempt has ended. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    /** How often a call of the executor is made. The delays between them are about two minutes together. */
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

    /** The calls of this process that wait for a thread, or are made. */
    private final Set<Call> waiting = ConcurrentHashMap.newKeySet();

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
        UUID session = newIds.get();
        TaskRun run = TaskRun.first(task.id(), session, TaskRun.resultIdOf(session, 0), now, now.plus(LEASE));
        if (!runs.add(run)) {
            // The run before may have ended just now.
            advance(task.id());
            if (!runs.add(run)) {
                return Optional.empty();
            }
        }
        try {
            sessions.add(run, task, caller);
        } catch (StoreUnavailableException | StoreFailureException unknown) {
            // The session may be stored. When the lease has expired, the run is handed over, or removed if there is no
            // session.
            throw unknown;
        } catch (RuntimeException rejected) {
            removeAfter(rejected, run);
            throw rejected;
        }
        call(run, TaskRunner::handOver);
        return Optional.of(session);
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
            if (isStopped(run)) {
                return true;
            }
            TaskRun stopping = run.stopping(reason, clock.instant().plus(LEASE));
            if (runs.replace(stopping, run)) {
                sessions.stopping(stopping, TaskExecutionStatus.ABORT_INITIATED, reason);
                call(stopping, TaskRunner::stop);
                return true;
            }
        }
    }

    private static boolean isStopped(TaskRun run) {
        return run.state() == TaskRunState.STOPPING || run.state() == TaskRunState.ABORTING;
    }

    @Override
    public int advance(BooleanSupplier shouldContinue) {
        requireNonNull(shouldContinue, "shouldContinue");
        Map<UUID, TaskRun> local = local();
        List<TaskRun> all = runs.list(LIMIT);
        Map<UUID, ExecutionSession> sessionById = sessions.findAll(all);
        int changed = 0;
        ExecutionSessionException failure = null;
        for (TaskRun run : all) {
            if (!shouldContinue.getAsBoolean()) {
                return changed;
            }
            boolean isLocal = local.remove(run.resultId()) != null;
            try {
                changed += advance(run, sessionById.get(run.sessionId()), isLocal) ? 1 : 0;
            } catch (ExecutionSessionException rejected) {
                // A failure of one run must not keep the others from being advanced.
                failure = rejected;
            }
        }
        if (all.size() < LIMIT) {
            // Another process has ended these runs.
            local.values().forEach(run -> call(runner -> runner.tellToStop(run, null)));
        }
        if (failure != null) {
            throw failure;
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
        if (!result.equals(run.resultId())) {
            return adopt(run, session, result);
        }
        if (TaskExecutionStatus.TERMINAL.contains(session.executionResult().status())) {
            return settle(run, session);
        }
        if (isLocal && isStopped(run)) {
            // Another process may have been asked to stop it.
            call(runner -> runner.tellToStop(run, null));
        }
        return switch (run.state()) {
            case STARTING -> keepStarting(run, isDue, isLocal);
            case RUNNING -> keepRunning(run, session, isDue, isLocal);
            case STOPPING -> isDue && claim(run, TaskRunner::stop);
            case ABORTING -> keepAborting(run, isDue);
        };
    }

    /**
     * The session has another result than the run. Either a process has started the next attempt and died, or a client has replaced the
     * result.
     */
    private boolean adopt(TaskRun run, ExecutionSession session, UUID result) {
        boolean isNext = result.equals(TaskRun.resultIdOf(run.sessionId(), run.attempt() + 1));
        if (!isNext) {
            return runs.replace(run.withResultId(result), run);
        }
        TaskRun next = run.nextAttempt(result, session.modifiedDate());
        return isStopped(run)
                ? runs.replace(next.stopping(run.abortReason(), clock.instant()), run)
                : replaceAndHandOver(next, run);
    }

    private boolean keepStarting(TaskRun run, boolean isDue, boolean isLocal) {
        if (isLocal) {
            // The attempt runs, though that could not be stored.
            return runs.replace(run.running(clock.instant().plus(LEASE)), run);
        }
        return isDue && claim(run, TaskRunner::handOver);
    }

    /** A session that is missing was deleted by a client, or its process has died before it added the session. */
    private boolean withoutSession(TaskRun run, boolean isDue) {
        if (run.state() == TaskRunState.STARTING && run.attempt() == 0 && !isDue || !runs.remove(run)) {
            return false;
        }
        call(runner -> runner.tellToStop(run));
        return true;
    }

    /** The attempt has ended: starts the next one, or ends the run. */
    private boolean settle(TaskRun run, ExecutionSession session) {
        TaskExecutionStatus status = session.executionResult().status();
        boolean failed = status.equals(TaskExecutionStatus.FINISHED_FAIL) || status.equals(TaskExecutionStatus.ERROR);
        if (failed && !isStopped(run) && run.attempt() < maxRetries(session)) {
            TaskRun next = run.nextAttempt(TaskRun.resultIdOf(run.sessionId(), run.attempt() + 1), clock.instant());
            return sessions.retry(session, next) && replaceAndHandOver(next, run);
        }
        if (!isStopped(run) && status.equals(TaskExecutionStatus.ABORTED)) {
            call(runner -> runner.tellToStop(run));
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
        if (session.executionResult().status().equals(TaskExecutionStatus.TRIGGERED)) {
            // A process has died before it has stored that the attempt runs.
            sessions.started(run);
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

    private boolean keepAborting(TaskRun run, boolean isDue) {
        if (isDue) {
            aborted(run, "The executor has not confirmed that it has stopped the task");
        }
        return isDue;
    }

    private void fail(TaskRun run, String reason) {
        sessions.ended(run, TaskExecutionStatus.FINISHED_FAIL, DetailsType.ERROR, reason);
    }

    private boolean replaceAndHandOver(TaskRun next, TaskRun run) {
        TaskRun claimed = next.withDueAt(clock.instant().plus(LEASE));
        boolean done = runs.replace(claimed, run);
        if (done) {
            call(claimed, TaskRunner::handOver);
        }
        return done;
    }

    /** Makes a call unless another process makes it, or this process will make it. */
    private boolean claim(TaskRun run, BiConsumer<TaskRunner, TaskRun> action) {
        if (caller.waiting.contains(Call.of(run))) {
            return false;
        }
        TaskRun claimed = run.withDueAt(clock.instant().plus(LEASE));
        boolean done = runs.replace(claimed, run);
        if (done) {
            call(claimed, action);
        }
        return done;
    }

    /** A call of the executor that waits for a thread, or is made. */
    private record Call(UUID resultId, TaskRunState state) {

        static Call of(TaskRun run) {
            return new Call(run.resultId(), run.state());
        }
    }

    /** Makes a call for a run in another thread, after the commit, unless the run has changed until then. */
    private void call(TaskRun run, BiConsumer<TaskRunner, TaskRun> action) {
        Call waits = Call.of(run);
        afterCommit.accept(() -> {
            if (caller.waiting.add(waits)) {
                execute(
                        runner -> runner.renewed(run).ifPresent(claimed -> action.accept(runner, claimed)),
                        () -> caller.waiting.remove(waits));
            }
        });
    }

    /** Renews the lease of a call, which may have waited for longer. Returns nothing if the run has changed, so that the call is void. */
    private Optional<TaskRun> renewed(TaskRun run) {
        TaskRun claimed = run.withDueAt(clock.instant().plus(LEASE));
        if (runs.replace(claimed, run)) {
            return Optional.of(claimed);
        }
        boolean isOwned = runs.find(run.taskId())
                .filter(stored -> stored.sessionId().equals(run.sessionId()))
                .isPresent();
        if (!isOwned) {
            // Another process has removed the run before the session was stored, so nothing would end the session.
            sessions.find(run).ifPresent(sessions::remove);
        }
        return Optional.empty();
    }

    /** Makes a call of the executor in another thread, after the commit. */
    private void call(Consumer<TaskRunner> call) {
        afterCommit.accept(() -> execute(call, () -> {}));
    }

    private void execute(Consumer<TaskRunner> call, Runnable atEnd) {
        try {
            callers.execute(() -> {
                try {
                    call.accept(caller);
                } catch (ExecutionSessionException unavailable) {
                    // The run stays due, so the call is made again.
                    LOG.warn("a run of a task could not be advanced: {}", unavailable.getMessage());
                } finally {
                    atEnd.run();
                }
            });
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            atEnd.run();
            LOG.debug("no thread; another process, or a later call of advance, advances the run", noThread);
        }
    }

    private void handOver(TaskRun run) {
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
        } else if (sessions.unfinished(run) == null || isStopped(run.taskId())) {
            // It was stopped while it was started.
            tellToStop(run);
        }
    }

    private boolean isStopped(UUID task) {
        return runs.find(task).filter(TaskRunner::isStopped).isPresent();
    }

    /** Makes a failed start again later; after the last time, the attempt has failed. */
    private void failedCall(TaskRun run, RuntimeException failure) {
        if (run.failedCalls() + 1 < MAX_CALLS) {
            LOG.warn("the executor cannot start the task {}: {}", run.taskId(), failure.toString());
            runs.replace(run.afterFailedCall(clock.instant().plus(delay(run))), run);
        } else {
            // It may have accepted a call whose response was lost.
            tellToStop(run);
            fail(run, "The executor could not be called: " + failure);
            advance(run.taskId());
        }
    }

    private static Duration delay(TaskRun run) {
        Duration delay = Duration.ofSeconds(1L << Math.min(run.failedCalls(), 6));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** Tells the executor to stop an attempt. If that is not possible, the attempt counts as aborted. */
    private void stop(TaskRun run) {
        if (sessions.unfinished(run) == null) {
            return;
        }
        if (tellToStop(run)) {
            if (runs.replace(run.aborting(clock.instant().plus(STOP_TIMEOUT)), run)) {
                sessions.stopping(run, TaskExecutionStatus.ABORTING, run.abortReason());
            }
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

    private boolean tellToStop(TaskRun run) {
        return tellToStop(
                run, tasks.find(run.taskId()).filter(task -> !task.recorded()).orElse(null));
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
