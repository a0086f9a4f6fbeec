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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.SessionProgress;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunProgress;
import org.executionsession.domain.model.TaskRunState;
import org.executionsession.domain.port.inbound.AdvanceTaskRuns;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskRunStore;

/**
 * Starts, stops and advances runs of tasks. All state is in the store, and each step can be repeated, so any process can continue a run
 * after another one has died. The order of the writes is: a start adds the run before its session; a retry changes the session before
 * the run; an end removes the session before the run. A run whose attempt the executor must still be told to stop stays without a session.
 */
public final class TaskRunner implements AdvanceTaskRuns {

    /** How long a process may take for one call of the executor, before another process makes the call. */
    static final Duration LEASE = Duration.ofSeconds(30);

    /** The clocks of servers may differ by less. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

    /** How long an executor may take to report that a stopped attempt has ended. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    /** How many retries follow without a delay. A task that fails again and again must not fill the store with results. */
    private static final int RETRIES_AT_ONCE = 3;

    /** When a run is looked at that has no timeout. */
    static final Duration NEVER = Duration.ofDays(36_500);

    /** The number of runs that are read together. */
    private static final int PAGE = 1_000;

    private final EntityStore<Task> tasks;
    private final TaskRunStore runs;
    private final RunSessions sessions;
    private final RunResults results;
    private final TaskExecutor executor;
    private final ExecutorCalls calls;
    private final Clock clock;
    private final Supplier<UUID> newIds;
    private final Predicate<Runnable> afterCommit;

    /**
     * Creates a runner.
     *
     * @param threads runs the calls of the executor
     */
    public TaskRunner(
            ExecutionSessionStore store,
            RunSessions sessions,
            TaskExecutor executor,
            Executor threads,
            Clock clock,
            Supplier<UUID> newIds) {
        this.tasks = store.tasks();
        this.runs = store.taskRuns();
        this.afterCommit = store::afterCommit;
        this.sessions = sessions;
        this.results = new RunResults(store.results(), clock, newIds);
        this.executor = executor;
        this.clock = clock;
        this.newIds = newIds;
        this.calls = new ExecutorCalls(store, sessions, results, executor, threads, clock, this::advance);
    }

    private TaskRunner(TaskRunner plain, ExecutionSessionStore store) {
        this.tasks = store.tasks();
        this.runs = store.taskRuns();
        this.afterCommit = store::afterCommit;
        this.sessions = plain.sessions.on(store.sessions());
        this.results = plain.results.on(store.results());
        this.executor = plain.executor;
        this.calls = plain.calls;
        this.clock = plain.clock;
        this.newIds = plain.newIds;
    }

    /** Returns a runner that writes to another store, such as one for a transaction of the application. */
    public TaskRunner on(ExecutionSessionStore store) {
        return new TaskRunner(this, store);
    }

    /** Starts a task. Returns the id of its session; empty if the task runs already, or does not exist or is disabled meanwhile. */
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
        if (!isStartable(task.id())) {
            runs.remove(run);
            return Optional.empty();
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
        callAfterCommit(run, calls::start);
        return Optional.of(session);
    }

    /** A task that is deleted after this finds the run, and stops it. */
    private boolean isStartable(UUID task) {
        return tasks.find(task)
                .filter(stored -> !stored.recorded() && stored.content().enabled())
                .isPresent();
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
            if (found.isEmpty()) {
                return false;
            }
            TaskRun run = found.get();
            boolean hasBegun = run.state() != TaskRunState.STARTING || run.attempt() > 0;
            if (hasBegun && sessions.find(run).isEmpty()) {
                return false;
            }
            if (run.isStopped()) {
                return true;
            }
            if (stop(run, reason)) {
                return true;
            }
        }
    }

    /** Stops a run, unless it has changed since it was read. */
    private boolean stop(TaskRun run, AbortReason reason) {
        TaskRun stopping = run.stopping(reason, clock.instant().plus(LEASE));
        boolean done = runs.replace(stopping, run);
        if (done) {
            sessions.stopping(stopping, TaskExecutionStatus.ABORT_INITIATED, reason);
            callAfterCommit(stopping, calls::stop);
        }
        return done;
    }

    @Override
    public int advance(BooleanSupplier shouldContinue) {
        requireNonNull(shouldContinue, "shouldContinue");
        Map<UUID, TaskRun> local = local();
        int changed = 0;
        ExecutionSessionException failure = null;
        TaskRun last = null;
        List<TaskRunProgress> page;
        do {
            page = runs.list(last, PAGE);
            for (TaskRunProgress listed : page) {
                if (!shouldContinue.getAsBoolean()) {
                    return changed;
                }
                last = listed.run();
                boolean isLocal = local.remove(last.resultId()) != null;
                try {
                    changed += advance(listed, isLocal) ? 1 : 0;
                } catch (ExecutionSessionException rejected) {
                    // A failure of one run must not keep the others from being advanced.
                    failure = rejected;
                }
            }
        } while (page.size() == PAGE);
        local.values().stream().filter(this::isGone).forEach(this::stopLocal);
        if (failure != null) {
            throw failure;
        }
        return changed;
    }

    /** Returns whether another process has ended the run of an attempt. A run that is due earlier now is not on a later page. */
    private boolean isGone(TaskRun local) {
        return runs.find(local.taskId())
                .filter(run -> run.resultId().equals(local.resultId()))
                .isEmpty();
    }

    /** Returns the attempts that this process runs, by their results. */
    private Map<UUID, TaskRun> local() {
        return executor.running().stream()
                .collect(Collectors.toMap(TaskRun::resultId, Function.identity(), (one, same) -> one));
    }

    /** Advances the run of one task, if it has one. */
    void advance(UUID task) {
        runs.findProgress(task)
                .ifPresent(
                        found -> advance(found, local().containsKey(found.run().resultId())));
    }

    /**
     * Returns whether the server must look at a run. A time that is much later than all delays was stored before the clock was set back,
     * unless the executor runs the attempt.
     */
    private boolean isDue(TaskRun run) {
        Instant now = clock.instant();
        Instant latest = now.plus(ExecutorCalls.LONGEST_DELAY).plus(CLOCK_TOLERANCE);
        return !now.isBefore(run.dueAt())
                || run.state() != TaskRunState.RUNNING && run.dueAt().isAfter(latest);
    }

    private boolean advance(TaskRunProgress listed, boolean isLocal) {
        TaskRun run = listed.run();
        SessionProgress session = listed.session();
        boolean isDue = isDue(run);
        if (session == null || !run.hasCreated(session.createdDate())) {
            return withoutSession(run, isDue);
        }
        if (!session.resultId().equals(run.resultId())) {
            boolean isAdopted =
                    sessions.find(run, session).filter(read -> adopt(run, read)).isPresent();
            if (isAdopted) {
                // A client that replaces the result again and again must not keep the run from its timeout.
                advance(run.taskId());
            }
            return isAdopted;
        }
        if (TaskExecutionStatus.TERMINAL.contains(session.status())) {
            return sessions.find(run, session)
                    .filter(read -> settle(run, read, listed.hasTask()))
                    .isPresent();
        }
        if (!run.isStopped() && !listed.hasTask()) {
            // The process that has deleted the task has died before it stopped the run.
            return stop(run, AbortReason.DELETED_TASK);
        }
        if (!run.isStopped() && session.exceedsTimeout(clock.instant())) {
            // A status that is unknown here counts as running: nothing else would end the run.
            sessions.timedOut(run, () -> runs.findProgress(run.taskId()).map(TaskRunProgress::session));
            return true;
        }
        if (isLocal && run.isStopped()) {
            // Another process may have been asked to stop it.
            afterCommit.test(() -> calls.stopLocal(run));
        }
        return switch (run.state()) {
            case STARTING -> keepStarting(run, isDue, isLocal);
            case RUNNING -> keepRunning(run, session, isDue, isLocal);
            case STOPPING -> isDue && stopAgain(run);
            case ABORTING -> keepAborting(run, isDue);
        };
    }

    /**
     * The session has another result than the run. Either a process has started the next attempt and died, or a client has replaced the
     * result.
     */
    private boolean adopt(TaskRun run, ExecutionSession session) {
        UUID result = requireNonNull(session.executionResult().id(), "executionResult.id");
        boolean isNext = result.equals(TaskRun.resultIdOf(run.sessionId(), run.attempt() + 1));
        if (!isNext) {
            return runs.replace(run.withResultId(result), run);
        }
        TaskRun next = run.nextAttempt(result, session.modifiedDate());
        return run.isStopped()
                ? runs.replace(next.stopping(run.abortReason(), clock.instant()), run)
                : replaceAndCall(next, run, calls::start);
    }

    private boolean keepStarting(TaskRun run, boolean isDue, boolean isLocal) {
        if (isLocal) {
            // The attempt runs, though that could not be stored.
            return runs.replace(run.running(clock.instant().plus(LEASE)), run);
        }
        return isDue && startAgain(run);
    }

    /**
     * A session that is missing was deleted by a client, or the run has ended, or its process has died before it added the session. The
     * result tells which: it stays when the session is deleted.
     */
    private boolean withoutSession(TaskRun run, boolean isDue) {
        Optional<TaskExecutionStatus> status = results.status(run);
        if (run.isStopped()) {
            // A function that has ended need not be told to stop.
            boolean isOver = run.state() == TaskRunState.ABORTING
                    || executor.isLocal()
                            && status.filter(TaskExecutionStatus.TERMINAL::contains)
                                    .isPresent();
            results.abort(run);
            return isOver ? runs.remove(run) : isDue && stopAgain(run);
        }
        if (status.isEmpty() && run.state() == TaskRunState.STARTING && run.attempt() == 0) {
            return isDue && runs.remove(run);
        }
        if (status.filter(TaskExecutionStatus.TERMINAL::contains).isPresent()) {
            return runs.remove(run);
        }
        if (sessions.find(run).isPresent()) {
            // Another process has added the session, with the result, since it was looked for.
            return false;
        }
        if (executor.isLocal()) {
            results.abort(run);
            return runs.remove(run) && stopLocal(run);
        }
        if (!owe(run, AbortReason.MANUAL)) {
            return false;
        }
        results.abort(run);
        return true;
    }

    /** Stops the attempt of a run that is removed, if this process executes it. Another process stops it when it finds no run. */
    private boolean stopLocal(TaskRun run) {
        afterCommit.test(() -> calls.stopLocal(run));
        return true;
    }

    /**
     * Stores that a remote executor must be told to stop an attempt which has ended for the server. The run stays until the executor has
     * accepted that, so the call is also made after a crash, and the task is not started again before.
     */
    private boolean owe(TaskRun run, AbortReason reason) {
        return replaceAndCall(run.stopping(reason, clock.instant()), run, calls::stop);
    }

    /** The attempt has ended: starts the next one, or ends the run. A deleted task is not tried again. */
    private boolean settle(TaskRun run, ExecutionSession session, boolean hasTask) {
        TaskExecutionStatus status = session.executionResult().status();
        boolean failed = status.equals(TaskExecutionStatus.FINISHED_FAIL) || status.equals(TaskExecutionStatus.ERROR);
        if (failed && hasTask && !run.isStopped() && run.attempt() < maxRetries(session)) {
            TaskRun next = run.nextAttempt(TaskRun.resultIdOf(run.sessionId(), run.attempt() + 1), clock.instant());
            return sessions.retry(session, next) && startLater(next, run);
        }
        // An executor that aborts an attempt by itself gives no reason.
        boolean isAborted = status.equals(TaskExecutionStatus.ABORTED)
                && !session.abortReason().equals(AbortReason.UNDEFINED);
        if (!isAborted || run.state() == TaskRunState.ABORTING) {
            return remove(run, session);
        }
        if (executor.isLocal()) {
            return remove(run, session) && stopLocal(run);
        }
        if (run.isStopped()) {
            // After a manual stop, the executor has reported the end. After a timeout, it does not know of it yet.
            return run.abortReason().equals(AbortReason.TIMEOUT) ? sessions.remove(session) : remove(run, session);
        }
        return owe(run, session.abortReason()) && sessions.remove(session);
    }

    private boolean remove(TaskRun run, ExecutionSession session) {
        return sessions.remove(session) && runs.remove(run);
    }

    /** Starts the next attempt: the first ones at once, as clients expect, and later ones after growing delays. */
    private boolean startLater(TaskRun next, TaskRun run) {
        int delayed = next.attempt() - RETRIES_AT_ONCE;
        return delayed <= 0
                ? replaceAndCall(next, run, calls::start)
                : runs.replace(next.withDueAt(clock.instant().plus(ExecutorCalls.delay(delayed - 1))), run);
    }

    /** Returns the number of retries within its limit: a client can change the task in the session, and tasks can be older than the limit. */
    private static int maxRetries(ExecutionSession session) {
        return Stream.of(session.reloadTask(), session.userSyncTask(), session.externalProgramTask())
                .filter(Objects::nonNull)
                .mapToInt(task -> Math.min(task.maxRetries(), TaskDraft.RETRIES_MAX))
                .findFirst()
                .orElse(0);
    }

    private boolean keepRunning(TaskRun run, SessionProgress session, boolean isDue, boolean isLocal) {
        Instant now = clock.instant();
        if (session.status().equals(TaskExecutionStatus.TRIGGERED)) {
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
            return expire(run);
        }
        return runs.replace(run.withDueAt(now.plus(NEVER)), run);
    }

    /** Ends an attempt whose lease has expired, unless its process has renewed the lease since the run was read, or is this one. */
    private boolean expire(TaskRun run) {
        boolean hasExpired = !local().containsKey(run.resultId()) && runs.replace(run.withDueAt(clock.instant()), run);
        if (hasExpired) {
            sessions.failed(run, "The process that executed the task has ended, or does not reach the database");
        }
        return hasExpired;
    }

    private boolean keepAborting(TaskRun run, boolean isDue) {
        if (isDue) {
            sessions.aborted(run, "The executor has not confirmed that it has stopped the task");
            advance(run.taskId());
        }
        return isDue;
    }

    /** Hands an attempt over again, unless another process does, or this process will. */
    private boolean startAgain(TaskRun run) {
        return claim(run, calls::start);
    }

    /** Tells the executor to stop an attempt again, unless another process does, or this process will. */
    private boolean stopAgain(TaskRun run) {
        return claim(run, calls::stop);
    }

    private boolean claim(TaskRun run, Consumer<TaskRun> call) {
        return !calls.isWaiting(run) && replaceAndCall(run, run, call);
    }

    /** Replaces a run by the next one with a new lease, and makes a call for it after the commit. */
    private boolean replaceAndCall(TaskRun next, TaskRun run, Consumer<TaskRun> call) {
        TaskRun claimed = next.withDueAt(clock.instant().plus(LEASE));
        boolean done = runs.replace(claimed, run);
        if (done) {
            callAfterCommit(claimed, call);
        }
        return done;
    }

    /**
     * Makes a call after the commit. If the store does not learn of the commit, the run is due at once: the next periodic call of a process
     * that sees the run makes the call.
     */
    private void callAfterCommit(TaskRun run, Consumer<TaskRun> call) {
        if (!afterCommit.test(() -> call.accept(run))) {
            runs.replace(run.withDueAt(clock.instant()), run);
        }
    }
}
