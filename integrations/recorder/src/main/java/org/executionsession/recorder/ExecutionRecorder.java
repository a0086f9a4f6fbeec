package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.port.inbound.UseCases;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the jobs of a scheduler as execution sessions, in whatever store the use cases have.
 *
 * <p>By default it neither delays nor fails a job: other threads write what the jobs report, and while the store is away, it is queued.
 * The queue is limited by number and by memory; if it is full, further executions are not recorded, and counted. With {@link Builder#requireRecording}, a job starts only
 * when its start is stored. Threads exist while there is something to write, and for the heartbeats if they are on. It is
 * thread-safe.
 */
public final class ExecutionRecorder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionRecorder.class);

    private final Recording recording;
    private final Supplier<@Nullable String> traceparent;

    /** Returns the clock of start and stop times. */
    Clock clock() {
        return recording.clock();
    }

    private ExecutionRecorder(Recording recording, Supplier<@Nullable String> traceparent) {
        this.recording = recording;
        this.traceparent = traceparent;
    }

    /**
     * Starts to build a recorder.
     *
     * @param sessions the use cases that it writes through; not null. The caller closes them, after the recorder
     * @return a builder with the default settings
     */
    public static Builder builder(UseCases sessions) {
        return new Builder(requireNonNull(sessions, "sessions"));
    }

    /**
     * Returns the execution of the job that runs in the calling thread, so that the job can report its progress. Jobs of {@link #run}, of
     * {@link RecordingScheduledExecutorService}, of db-scheduler, and methods that are {@code @Scheduled} or {@code @Async} have one. Threads
     * that a job starts have none.
     *
     * @return empty if no recorded job runs in this thread
     */
    public static Optional<RecordedExecution> current() {
        return CurrentExecution.get();
    }

    /**
     * Records the execution of some work: its start, its end, and the exception with which it fails.
     *
     * @param job the job; not null
     * @param work the work; not null
     * @param <T> what it returns
     * @return what the work returns
     * @throws Exception what the work throws
     * @throws org.executionsession.domain.exception.ExecutionSessionException if recording is required and the start cannot be stored; the
     *     work is not done
     */
    public <T> T run(JobId job, Callable<T> work) throws Exception {
        return run(ExecutionStart.of(job), work);
    }

    /**
     * Records the execution of some work of whose start more is known.
     *
     * @param start what is known; not null
     * @param work the work; not null
     * @param <T> what it returns
     * @return what the work returns
     * @throws Exception what the work throws
     * @throws org.executionsession.domain.exception.ExecutionSessionException if recording is required and the start cannot be stored; the
     *     work is not done
     */
    public <T> T run(ExecutionStart start, Callable<T> work) throws Exception {
        requireNonNull(work, "work");
        RecordedExecution execution = started(start);
        CurrentExecution current = CurrentExecution.set(execution);
        T value;
        try {
            value = work.call();
        } catch (Throwable failure) {
            execution.failed(failure);
            throw failure;
        } finally {
            current.close();
        }
        execution.succeeded();
        return value;
    }

    /**
     * Records that a job has started.
     *
     * @param job the job; not null
     * @return the execution, which takes what the job reports; never null
     * @throws org.executionsession.domain.exception.ExecutionSessionException if recording is required and the start cannot be stored
     */
    public RecordedExecution started(JobId job) {
        return started(ExecutionStart.of(job));
    }

    /**
     * Records that a job has started.
     *
     * @param start what is known of the start; not null
     * @return the execution, which takes what the job reports; never null
     * @throws org.executionsession.domain.exception.ExecutionSessionException if recording is required and the start cannot be stored
     */
    public RecordedExecution started(ExecutionStart start) {
        return recording.started(traced(requireNonNull(start, "start")));
    }

    private ExecutionStart traced(ExecutionStart start) {
        return start.traceparent() == null ? start.withTraceparent(currentTraceparent()) : start;
    }

    /** A tracer that fails must not fail the job. */
    private @Nullable String currentTraceparent() {
        try {
            return traceparent.get();
        } catch (RuntimeException failure) {
            LOG.debug("the trace context of a job is not recorded", failure);
            return null;
        }
    }

    /**
     * Records that a job was not executed, for example because its start was missed. It returns at once and does not wait for the store,
     * also if recording is required.
     *
     * @param start what is known of the start; not null
     * @param reason why the job was not executed; not null
     */
    public void skipped(ExecutionStart start, String reason) {
        recording.skipped(requireNonNull(start, "start"), requireNonNull(reason, "reason"));
    }

    /**
     * Records that an attempt of an execution will not end, because its scheduler has found its node to be dead. If the attempt is recorded as
     * started, it ends as failed; otherwise nothing changes. It returns at once and does not wait for the store, also if recording is
     * required.
     *
     * @param start what is known of its start, with a key; not null
     * @param reason how the scheduler knows; not null
     * @throws IllegalArgumentException if the start has no key
     */
    public void leftBehind(ExecutionStart start, String reason) {
        requireNonNull(reason, "reason");
        if (requireNonNull(start, "start").key() == null) {
            throw new IllegalArgumentException("start must have a key");
        }
        recording.leftBehind(start, reason);
    }

    /**
     * Finds an execution that runs in this process, for a job that knows only the id.
     *
     * @param id the id of the session; not null
     * @return empty if no such execution is recorded here, or its end is stored or rejected
     */
    public Optional<RecordedExecution> find(UUID id) {
        return recording.find(requireNonNull(id, "id"));
    }

    /**
     * Returns the id of this node in the sessions that it records: {@code executingNode.id}.
     *
     * @return a new id for each recorder; never null
     */
    public UUID nodeId() {
        return recording.nodeId();
    }

    /**
     * Returns what the recorder has done so far.
     *
     * @return never null
     */
    public RecorderStatistics statistics() {
        return recording.statistics();
    }

    /**
     * Waits until all that was reported so far is stored.
     *
     * @param timeout how long to wait at most; not null
     * @return false if it takes longer
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean flush(Duration timeout) throws InterruptedException {
        return recording.flush(requireNonNull(timeout, "timeout"));
    }

    /**
     * Waits until no execution runs, and all that was reported is stored.
     *
     * @param timeout how long to wait at most; not null
     * @return false if it takes longer
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return recording.awaitEnd(requireNonNull(timeout, "timeout"));
    }

    /**
     * Ends the executions that still run as failed, and waits up to ten seconds until all is stored. What is not stored then is dropped and
     * counted. Then it stops the heartbeats. What jobs report later is ignored.
     */
    @Override
    public void close() {
        recording.close();
    }

    /** The settings of a recorder; each has a default. */
    public static final class Builder {

        /** The default of the maximum number of executions in the queue. */
        public static final int DEFAULT_MAX_QUEUED = 10_000;

        private final UseCases sessions;
        private String nodeName = hostName();
        private Caller caller = Caller.SERVICE;
        private Clock clock = Clock.systemUTC();
        private boolean required;
        private int maxQueued = DEFAULT_MAX_QUEUED;
        private long maxQueuedBytes = Math.max(1, Runtime.getRuntime().maxMemory() / 32);
        private Duration heartbeat = Duration.ZERO;
        private Supplier<@Nullable String> traceparent = () -> null;
        private ThreadFactory threads = Builder::daemonThread;

        private Builder(UseCases sessions) {
            this.sessions = sessions;
        }

        private static String hostName() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "localhost";
            }
        }

        private static Thread daemonThread(Runnable work) {
            Thread thread = new Thread(work, "execution-sessions-recorder");
            thread.setDaemon(true);
            return thread;
        }

        /**
         * Sets the name of this node in the results; the default is the name of the host.
         *
         * @param value the name; not null
         * @return this builder
         */
        public Builder nodeName(String value) {
            nodeName = requireNonNull(value, "nodeName");
            return this;
        }

        /**
         * Sets the caller on whose behalf sessions are written; the default is {@link Caller#SERVICE}.
         *
         * @param value the caller; not null
         * @return this builder
         */
        public Builder caller(Caller value) {
            caller = requireNonNull(value, "caller");
            return this;
        }

        /**
         * Sets the clock of start and stop times; the default is the system clock in UTC.
         *
         * @param value the clock; not null
         * @return this builder
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        /**
         * Sets whether a job may only start when its start is stored; by default it may start unrecorded. If true, the job waits until
         * a thread of the recorder has written the start, and fails if the store is away. The start is committed at once, also if the job is in a
         * transaction of the application: a rollback does not delete it. Such a job needs a second connection meanwhile.
         *
         * @param value true if each job must be recorded
         * @return this builder
         */
        public Builder requireRecording(boolean value) {
            required = value;
            return this;
        }

        /**
         * Sets how many executions may have changes that are not stored; the default is {@value #DEFAULT_MAX_QUEUED}. Starts beyond
         * that are dropped and counted.
         *
         * @param value the number; positive
         * @return this builder
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder maxQueued(int value) {
            if (value <= 0) {
                throw new IllegalArgumentException("maxQueued must be positive, but is " + value);
            }
            maxQueued = value;
            return this;
        }

        /**
         * Sets how much memory the messages that are not stored may take; the default is 1/32 of the maximum heap. It is an estimate, with
         * 200 bytes and one byte for each character of a message. Beyond it, starts are dropped and counted, messages and stacks are left
         * out of the results, and of an execution with many attempts, the oldest are. The result tells how many messages were left out.
         *
         * @param value the number of bytes; positive
         * @return this builder
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder maxQueuedBytes(long value) {
            if (value <= 0) {
                throw new IllegalArgumentException("maxQueuedBytes must be positive, but is " + value);
            }
            maxQueuedBytes = value;
            return this;
        }

        /**
         * Sets how often this node sends a heartbeat; by default it sends none. With heartbeats, the sessions of a node that dies are ended as
         * failed by another node, or by the next process, after six missed heartbeats.
         *
         * @param pause the time between two heartbeats, such as ten seconds; not null; zero for none
         * @return this builder
         * @throws IllegalArgumentException if the time is negative
         */
        public Builder heartbeat(Duration pause) {
            if (requireNonNull(pause, "pause").isNegative()) {
                throw new IllegalArgumentException("the pause of the heartbeat must not be negative: " + pause);
            }
            heartbeat = pause;
            return this;
        }

        /**
         * Sets what finds the trace context of a job whose start has none; by default, nothing does. It is asked in the thread that reports
         * the start. If it throws an exception, the job has no trace context.
         *
         * @param value returns the value of the header {@code traceparent} (W3C Trace Context, section 3.2), or null; not null
         * @return this builder
         */
        public Builder traceparent(Supplier<@Nullable String> value) {
            traceparent = requireNonNull(value, "traceparent");
            return this;
        }

        /**
         * Sets the factory of the threads that write; by default they are daemon threads.
         *
         * @param value the factory; not null
         * @return this builder
         */
        public Builder threads(ThreadFactory value) {
            threads = requireNonNull(value, "threads");
            return this;
        }

        /**
         * Builds the recorder and starts the heartbeats if they are on.
         *
         * @return the recorder; close it before the use cases
         */
        public ExecutionRecorder build() {
            Recording recording =
                    new Recording(sessions, nodeName, caller, clock, required, maxQueued, maxQueuedBytes, threads);
            recording.startHeartbeats(heartbeat);
            return new ExecutionRecorder(recording, traceparent);
        }
    }
}
