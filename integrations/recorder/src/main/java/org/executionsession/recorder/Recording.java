package org.executionsession.recorder;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.port.inbound.UseCases;

/** The executions of this process, from their start until their end is stored. */
final class Recording implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final UUID nodeId = UuidCreator.getTimeOrderedEpoch();
    private final String nodeName;
    private final Clock clock;
    private final boolean required;
    private final RecordingQueue queue;
    private final StartThreads startThreads;
    private final NodeMonitor monitor;
    private final Set<Execution> executions = ConcurrentHashMap.newKeySet();

    /** Of executions with the same key, the one that has started last. */
    private final Map<UUID, Execution> executionById = new ConcurrentHashMap<>();

    /**
     * Creates a recording.
     *
     * @param required whether a job waits until its start is stored, and does not run otherwise
     */
    Recording(
            UseCases sessions,
            String nodeName,
            Caller caller,
            Clock clock,
            boolean required,
            int maxQueued,
            long maxQueuedBytes,
            ThreadFactory threads) {
        this.nodeName = StorableText.storable(nodeName, 1_000);
        this.clock = clock;
        this.required = required;
        this.queue = new RecordingQueue(
                new ExecutionWriter(sessions, nodeId, caller),
                maxQueued,
                new MessageBudget(maxQueuedBytes),
                threads,
                this::remove);
        this.startThreads = new StartThreads(threads);
        this.monitor = new NodeMonitor(sessions, nodeId, this.nodeName, caller, clock);
    }

    /** Sends heartbeats with this pause between them; none if it is zero. */
    void startHeartbeats(Duration pause) {
        if (!pause.isZero()) {
            monitor.start(pause);
        }
    }

    private void add(Execution execution) {
        executions.add(execution);
        executionById.put(execution.id(), execution);
    }

    private void remove(Execution execution) {
        executions.remove(execution);
        executionById.remove(execution.id(), execution);
    }

    /** Records the start of a job. */
    RecordedExecution started(ExecutionStart start) {
        Execution execution = new Execution(start, nodeName, clock, queue);
        execution.follow(executionById.get(execution.id()));
        if (!required) {
            return queued(execution);
        }
        // Before it is written, so that a close meanwhile ends it.
        add(execution);
        boolean isStored = false;
        try {
            startThreads.write(() -> queue.writeNow(execution));
            isStored = true;
        } catch (StoreUnavailableException | StoreFailureException unknown) {
            // It may be stored, and the job will not run.
            queue.withdraw(execution);
            throw unknown;
        } finally {
            if (!isStored) {
                remove(execution);
                if (!execution.isWithdrawn()) {
                    execution.release();
                }
            }
        }
        return execution;
    }

    /** Records that a job was not executed. */
    void skipped(ExecutionStart start, String reason) {
        queued(new Execution(start, nodeName, clock, queue)).skipped(reason);
    }

    private RecordedExecution queued(Execution execution) {
        add(execution);
        if (!queue.offer(execution)) {
            remove(execution);
            return new UnrecordedExecution(execution.id());
        }
        return execution;
    }

    /** Ends an attempt that another node has left behind. */
    void leftBehind(ExecutionStart start, String reason) {
        Execution execution = Execution.leftBehind(start, reason, nodeName, clock, queue);
        execution.follow(executionById.get(execution.id()));
        queued(execution);
    }

    Optional<RecordedExecution> find(UUID id) {
        return Optional.ofNullable(executionById.get(id));
    }

    Clock clock() {
        return clock;
    }

    UUID nodeId() {
        return nodeId;
    }

    RecorderStatistics statistics() {
        return queue.statistics();
    }

    boolean flush(Duration timeout) throws InterruptedException {
        return queue.awaitDrained(timeout, () -> true);
    }

    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return queue.awaitDrained(timeout, executions::isEmpty);
    }

    @Override
    public void close() {
        queue.rejectStarts();
        for (Execution execution : List.copyOf(executions)) {
            execution.failed("The application was stopped before the job ended");
        }
        try {
            flush(CLOSE_TIMEOUT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        startThreads.close();
        queue.close();
        monitor.close();
    }
}
