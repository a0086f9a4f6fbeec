package org.executionsession.application.internal.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunState;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the executor in other threads, outside any transaction of the application, and stores what became of the calls. A call that is
 * not made, such as one of a process that dies, is made again when the lease of its run has expired.
 */
final class ExecutorCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorCalls.class);

    /** How often a call is made. The delays between them are about two minutes together. */
    private static final int MAX_CALLS = 8;

    /** No run is due later, unless the executor runs its attempt. */
    static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    private static final CompletionStage<?> DONE = CompletableFuture.completedStage(null);

    private final EntityStore<Task> tasks;
    private final TaskRunStore runs;
    private final RunSessions sessions;
    private final RunResults results;
    private final TaskExecutor executor;
    private final Executor threads;
    private final Clock clock;
    private final Consumer<UUID> advance;

    /** The calls of this process that wait for a thread, or are made. */
    private final Set<Call> waiting = ConcurrentHashMap.newKeySet();

    /**
     * Creates the calls of an executor.
     *
     * @param threads runs the calls
     * @param advance advances the run of a task that has changed
     */
    ExecutorCalls(
            ExecutionSessionStore store,
            RunSessions sessions,
            RunResults results,
            TaskExecutor executor,
            Executor threads,
            Clock clock,
            Consumer<UUID> advance) {
        this.tasks = store.tasks();
        this.runs = store.taskRuns();
        this.sessions = sessions;
        this.results = results;
        this.executor = executor;
        this.threads = threads;
        this.clock = clock;
        this.advance = advance;
    }

    /** A call for an attempt: to start it or to stop it. */
    private record Call(UUID resultId, TaskRunState state) {

        static Call of(TaskRun run) {
            return new Call(run.resultId(), run.state());
        }
    }

    /** Returns whether this process makes a call for the run, or will make it. */
    boolean isWaiting(TaskRun run) {
        return waiting.contains(Call.of(run));
    }

    /** Hands an attempt over to the executor, unless the run changes before. */
    void start(TaskRun run) {
        call(run, this::handOver);
    }

    /** Tells the executor to stop an attempt, unless the run changes before. If that is not possible, the attempt counts as aborted. */
    void stop(TaskRun run) {
        call(run, this::stopNow);
    }

    /** Tells an executor in this process to stop an attempt. It needs no task. */
    void stopLocal(TaskRun run) {
        execute(() -> tellToStop(run, null), () -> {});
    }

    private void call(TaskRun run, Function<TaskRun, CompletionStage<?>> action) {
        Call waits = Call.of(run);
        if (waiting.add(waits)) {
            execute(() -> renewed(run).<CompletionStage<?>>map(action).orElse(DONE), () -> waiting.remove(waits));
        }
    }

    /** Runs a call in a thread. The thread does not wait for its end. */
    private void execute(Supplier<CompletionStage<?>> call, Runnable atEnd) {
        inThread(
                () -> {
                    try {
                        call.get().whenComplete((nothing, failure) -> {
                            atEnd.run();
                            warn(failure);
                        });
                    } catch (ExecutionSessionException unavailable) {
                        atEnd.run();
                        warn(unavailable);
                    } catch (RuntimeException | Error failure) {
                        atEnd.run();
                        throw failure;
                    }
                },
                atEnd);
    }

    private static void warn(@Nullable Throwable failure) {
        if (failure != null) {
            // The run stays due, so the call is made again.
            LOG.warn(
                    "a run of a task could not be advanced: {}",
                    unwrapped(failure) instanceof ExecutionSessionException unavailable
                            ? unavailable.getMessage()
                            : unwrapped(failure).toString());
        }
    }

    private void inThread(Runnable action, Runnable withoutThread) {
        try {
            threads.execute(action);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            withoutThread.run();
            LOG.debug("no thread; another process, or a later call of advance, advances the run", noThread);
        }
    }

    /** Renews the lease of a call, which may have waited for longer. Returns nothing if the run has changed, so that the call is void. */
    private Optional<TaskRun> renewed(TaskRun run) {
        TaskRun claimed = run.withDueAt(clock.instant().plus(TaskRunner.LEASE));
        if (runs.replace(claimed, run)) {
            return Optional.of(claimed);
        }
        boolean isOwned = runs.find(run.taskId())
                .filter(stored -> stored.sessionId().equals(run.sessionId()))
                .isPresent();
        if (!isOwned) {
            // Another process has removed the run before the session was stored, so nothing would end the session.
            sessions.failed(run, "The process that started the task was paused for too long");
            sessions.find(run).ifPresent(sessions::remove);
        }
        return Optional.empty();
    }

    private CompletionStage<?> handOver(TaskRun run) {
        ExecutionSession session = sessions.unfinished(run);
        Task task = session == null ? null : task(run, session);
        return task == null
                ? DONE
                : afterResponse(executor.startAsync(run, task), failure -> handedOver(run, failure))
                        .thenCompose(stage -> stage);
    }

    /**
     * Continues when a call has ended: in this thread if it has ended already, and otherwise in another one. Without another one, the
     * thread that ends the call continues: the call would wait for ever.
     */
    private <T> CompletionStage<T> afterResponse(CompletionStage<?> call, Function<@Nullable Throwable, T> next) {
        CompletableFuture<?> response = call.toCompletableFuture();
        BiFunction<@Nullable Object, @Nullable Throwable, T> continued =
                (nothing, failure) -> next.apply(failure == null ? null : unwrapped(failure));
        return response.isDone()
                ? response.handle(continued)
                : response.handleAsync(continued, action -> inThread(action, action));
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private CompletionStage<?> handedOver(TaskRun run, @Nullable Throwable failure) {
        if (failure instanceof CancellationException) {
            return DONE;
        }
        if (failure instanceof TaskRejectedException rejected) {
            if (!rejected.isRetryable()) {
                // A run that is stopped has no further attempt, whichever process finds the failure.
                runs.replace(run.aborting(clock.instant().plus(TaskRunner.STOP_TIMEOUT)), run);
            }
            sessions.failed(run, "The executor has rejected the task: " + rejected.getMessage());
            advance.accept(run.taskId());
            return DONE;
        }
        if (failure != null) {
            return failedCall(run, failure);
        }
        Instant due = clock.instant().plus(executor.isLocal() ? TaskRunner.LEASE : TaskRunner.NEVER);
        if (runs.replace(run.running(due), run)) {
            sessions.started(run);
        } else if (wasStopped(run)) {
            // It was stopped while it was started.
            return tellToStop(run);
        }
        return DONE;
    }

    /** Returns the task of a run; if it was deleted, as its session refers to it. */
    private @Nullable Task task(TaskRun run, ExecutionSession session) {
        return tasks.find(run.taskId()).orElseGet(() -> Task.recordedBy(session));
    }

    /** Returns whether an attempt was stopped while it was started. */
    private boolean wasStopped(TaskRun run) {
        return runs.find(run.taskId())
                        .filter(stored -> stored.resultId().equals(run.resultId()) && stored.isStopped())
                        .isPresent()
                || results.isAborted(run);
    }

    /** Makes a failed start again later; after the last time, the attempt has failed. */
    private CompletionStage<?> failedCall(TaskRun run, Throwable failure) {
        if (run.failedCalls() + 1 < MAX_CALLS) {
            LOG.warn("the executor cannot start the task {}: {}", run.taskId(), failure.toString());
            TaskRun later = run.afterFailedCall(clock.instant().plus(delay(run.failedCalls())));
            if (!runs.replace(later, run) && wasStopped(run)) {
                // It was stopped while it was started, and the executor may accept the start after that stop.
                return tellToStop(run);
            }
            return DONE;
        }
        // It may have accepted a call whose response was lost.
        return tellToStop(run).thenAccept(told -> {
            if (told != Told.CANCELLED) {
                sessions.failed(run, "The executor could not be called: " + failure);
                advance.accept(run.taskId());
            }
        });
    }

    /** Returns the pause after so many earlier failures: one second at first, twice as long each time, at most a minute. */
    static Duration delay(int failures) {
        Duration delay = Duration.ofSeconds(1L << Math.min(failures, 6));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    private CompletionStage<?> stopNow(TaskRun run) {
        Optional<ExecutionSession> session = sessions.find(run);
        boolean isUnfinished = session.isPresent() && sessions.unfinished(run) != null;
        if (!isUnfinished && session.isPresent() && !run.abortReason().equals(AbortReason.TIMEOUT)) {
            // The executor has ended it.
            return DONE;
        }
        return tellToStop(run).thenAccept(told -> stopped(run, isUnfinished, told));
    }

    private void stopped(TaskRun run, boolean isUnfinished, Told told) {
        if (told == Told.CANCELLED) {
            return;
        }
        if (told == Told.NOT_NOW && run.failedCalls() + 1 < MAX_CALLS) {
            runs.replace(run.afterFailedCall(clock.instant().plus(delay(run.failedCalls()))), run);
        } else if (isUnfinished && told == Told.ACCEPTED) {
            if (runs.replace(run.aborting(clock.instant().plus(TaskRunner.STOP_TIMEOUT)), run)) {
                sessions.stopping(run, TaskExecutionStatus.ABORTING, run.abortReason());
            }
        } else if (isUnfinished) {
            sessions.aborted(run, "The executor could not be told to stop the task");
            advance.accept(run.taskId());
        } else if (runs.replace(run.aborting(clock.instant()), run)) {
            advance.accept(run.taskId());
        }
    }

    /** What became of a call to stop an attempt. */
    private enum Told {
        ACCEPTED,
        /** It may be accepted later. */
        NOT_NOW,
        REJECTED,
        /** The executor was closed; the lease of the run expires, and the call is repeated. */
        CANCELLED
    }

    private CompletionStage<Told> tellToStop(TaskRun run) {
        return tellToStop(
                run, tasks.find(run.taskId()).filter(task -> !task.recorded()).orElse(null));
    }

    private CompletionStage<Told> tellToStop(TaskRun run, @Nullable Task task) {
        return afterResponse(executor.stopAsync(run, task), failure -> told(run, failure));
    }

    private Told told(TaskRun run, @Nullable Throwable failure) {
        if (failure == null) {
            return Told.ACCEPTED;
        }
        if (failure instanceof CancellationException) {
            return Told.CANCELLED;
        }
        boolean isRejected = failure instanceof TaskRejectedException;
        LOG.warn(
                "the executor cannot stop the task {}: {}",
                run.taskId(),
                isRejected ? failure.getMessage() : failure.toString());
        return isRejected ? Told.REJECTED : Told.NOT_NOW;
    }
}
