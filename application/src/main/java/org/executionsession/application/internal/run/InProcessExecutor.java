package org.executionsession.application.internal.run;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
    private final TaskThreads threads;
    private final Map<UUID, Attempt> attemptByResult = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    /**
     * Creates an executor.
     *
     * @param sessions use a store that the gates of the threads protect
     */
    public InProcessExecutor(TaskFunction function, RunSessions sessions, TaskThreads threads) {
        this.function = function;
        this.sessions = sessions;
        this.threads = threads;
    }

    @Override
    public void start(TaskRun run, Task task) {
        Attempt attempt = new Attempt(run, new ReportedMessages(run, sessions, threads.calls()));
        // A second call for an attempt does nothing.
        if (attemptByResult.putIfAbsent(run.resultId(), attempt) == null) {
            try {
                if (isClosed) {
                    // The close may have interrupted the other attempts already.
                    throw new RejectedExecutionException("the application is being closed");
                }
                threads.functions().execute(() -> execute(attempt, task));
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
            Outcome outcome = attempt.execute(function, new Execution(task, attempt), threads.gates(), sessions::now);
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
                int leftOut = attempt.messages.end();
                sessions.ended(run, attempt.begunAt, outcome.status(), outcome.severity(), outcome.message(), leftOut);
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

    private record Execution(Task task, Attempt attempt) implements TaskExecution {

        @Override
        public TaskRun run() {
            return attempt.run;
        }

        @Override
        public void report(String message) {
            requireNonNull(message, "message");
            attempt.messages.add(message);
        }

        @Override
        public boolean isStopped() {
            return attempt.tellWhetherStopped();
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
        private final ReportedMessages messages;
        private final InterruptGate gate = new InterruptGate();
        private volatile boolean isStopped;

        /** Whether the function knows that it shall end. */
        private volatile boolean isTold;

        /** When the function was called; null before. */
        private volatile @Nullable Instant begunAt;

        Attempt(TaskRun run, ReportedMessages messages) {
            this.run = run;
            this.messages = messages;
        }

        void stop() {
            isStopped = true;
            interrupt();
        }

        void interrupt() {
            gate.interrupt();
        }

        boolean tellWhetherStopped() {
            boolean told = gate.isInterrupted();
            isTold |= told;
            return told;
        }

        private Outcome interruption() {
            return isStopped ? Outcome.ABORTED : Outcome.failed("The application was closed");
        }

        Outcome execute(TaskFunction function, TaskExecution execution, InterruptGates gates, Supplier<Instant> now) {
            if (!gates.open(gate)) {
                return interruption();
            }
            begunAt = now.get();
            Throwable failure = null;
            try {
                function.execute(execution);
            } catch (Exception | Error thrown) {
                failure = thrown;
            }
            gates.close(gate);
            if (failure == null) {
                // A function that was told to end, and returns, has not finished its work.
                return isTold ? interruption() : Outcome.SUCCESS;
            }
            return failure instanceof InterruptedException || gate.isInterrupted()
                    ? interruption()
                    : Outcome.failed(message(failure));
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
