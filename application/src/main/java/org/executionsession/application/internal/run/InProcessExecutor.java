package org.executionsession.application.internal.run;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskExecution;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes tasks with a function of the application, each attempt in a thread. */
public final class InProcessExecutor implements TaskExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(InProcessExecutor.class);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

    private final TaskFunction function;
    private final RunSessions sessions;
    private final ExecutorService threads;
    private final Map<UUID, Attempt> attemptByResult = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    public InProcessExecutor(TaskFunction function, RunSessions sessions, ExecutorService threads) {
        this.function = function;
        this.sessions = sessions;
        this.threads = threads;
    }

    @Override
    public void start(TaskRun run, Task task) {
        Attempt attempt = new Attempt(run);
        // A second call for an attempt does nothing.
        if (attemptByResult.putIfAbsent(run.resultId(), attempt) == null) {
            try {
                threads.execute(() -> execute(attempt, task));
            } catch (RejectedExecutionException closed) {
                attemptByResult.remove(run.resultId());
                throw closed;
            } catch (RuntimeException | Error noThread) {
                attemptByResult.remove(run.resultId());
                throw new IllegalStateException("no thread can be started: " + noThread, noThread);
            }
        }
    }

    @Override
    public void stop(TaskRun run, @Nullable Task task) {
        Attempt attempt = attemptByResult.get(run.resultId());
        if (attempt != null) {
            attempt.stop();
        }
    }

    /** Interrupts all functions, since the application is being closed. Their attempts have failed. */
    public void close() {
        isClosed = true;
        attemptByResult.values().forEach(Attempt::interrupt);
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public Collection<TaskRun> running() {
        return attemptByResult.values().stream().map(attempt -> attempt.run).toList();
    }

    private void execute(Attempt attempt, Task task) {
        TaskRun run = attempt.run;
        try {
            Outcome outcome = attempt.execute(function, new Execution(task, attempt, sessions), sessions::now);
            report(attempt, outcome);
        } finally {
            attemptByResult.remove(run.resultId());
        }
    }

    /** Reports the end of an attempt. While the store is not available, it tries again. */
    private void report(Attempt attempt, Outcome outcome) {
        TaskRun run = attempt.run;
        long delay = 100;
        while (true) {
            try {
                sessions.ended(run, attempt.begunAt, outcome.status(), outcome.severity(), outcome.message());
                return;
            } catch (ExecutionSessionException unavailable) {
                LOG.warn("the end of the task {} cannot be stored yet: {}", run.taskId(), unavailable.getMessage());
            }
            // Once closed, another process, or the next start, finds that the lease has expired.
            if (isClosed) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delay));
            delay = Math.min(2 * delay, LONGEST_DELAY.toMillis());
        }
    }

    private record Execution(Task task, Attempt attempt, RunSessions sessions) implements TaskExecution {

        @Override
        public TaskRun run() {
            return attempt.run;
        }

        @Override
        public void report(String message) {
            requireNonNull(message, "message");
            Instant begunAt = requireNonNull(attempt.begunAt, "begunAt");
            attempt.withoutInterrupts(() -> sessions.report(attempt.run, begunAt, message));
        }
    }

    /** How a function has ended. */
    private record Outcome(TaskExecutionStatus status, DetailsType severity, String message) {

        static final Outcome SUCCESS = new Outcome(
                TaskExecutionStatus.FINISHED_SUCCESS,
                DetailsType.INFORMATION,
                "Changing task state from Started to FinishedSuccess");

        static final Outcome ABORTED = new Outcome(
                TaskExecutionStatus.ABORTED, DetailsType.INFORMATION, "Changing task state from Aborting to Aborted");

        static Outcome failed(String message) {
            return new Outcome(TaskExecutionStatus.FINISHED_FAIL, DetailsType.ERROR, message);
        }
    }

    /** An attempt, and the thread that executes it. */
    private static final class Attempt {

        private final TaskRun run;

        /** When the function was called; null before. */
        private volatile @Nullable Instant begunAt;

        private @Nullable Thread thread;
        private boolean isStopped;
        private boolean isInterrupted;
        private boolean usesStore;

        Attempt(TaskRun run) {
            this.run = run;
        }

        synchronized void stop() {
            isStopped = true;
            interrupt();
        }

        synchronized void interrupt() {
            isInterrupted = true;
            if (thread != null && !usesStore) {
                thread.interrupt();
            }
        }

        /** Uses the store. Java closes a file channel that an interrupted thread uses, and the whole process shares that of H2. */
        void withoutInterrupts(Runnable use) {
            boolean interrupted = beginUse();
            try {
                use.run();
            } finally {
                endUse(interrupted);
            }
        }

        private synchronized boolean beginUse() {
            usesStore = true;
            return Thread.interrupted();
        }

        private synchronized void endUse(boolean interrupted) {
            usesStore = false;
            if (interrupted || isInterrupted && Thread.currentThread().equals(thread)) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized boolean begin() {
            thread = isInterrupted ? null : Thread.currentThread();
            return !isInterrupted;
        }

        /** After this, the thread is not interrupted any more, so that it can report. */
        private synchronized void end() {
            thread = null;
            Thread.interrupted();
        }

        private synchronized Outcome interruption() {
            return isStopped ? Outcome.ABORTED : Outcome.failed("The application was closed");
        }

        Outcome execute(TaskFunction function, TaskExecution execution, Supplier<Instant> now) {
            if (!begin()) {
                return interruption();
            }
            begunAt = now.get();
            Throwable failure = null;
            try {
                function.execute(execution);
            } catch (Exception | Error thrown) {
                failure = thrown;
            }
            end();
            if (failure == null) {
                return Outcome.SUCCESS;
            }
            return failure instanceof InterruptedException || wasInterrupted()
                    ? interruption()
                    : Outcome.failed(message(failure));
        }

        private synchronized boolean wasInterrupted() {
            return isInterrupted;
        }

        /** An exception of the application may have no text, or fail to say it. */
        private static String message(Throwable failure) {
            try {
                return String.valueOf(failure);
            } catch (RuntimeException | Error withoutText) {
                return failure.getClass().getName();
            }
        }
    }
}
