package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ScheduledStart;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.UseCases;
import org.jspecify.annotations.Nullable;

/** An execution of this process: what the job has reported, and what of it is not stored yet. */
final class Execution implements RecordedExecution {

    /** How many messages of a job are recorded for an attempt; the rest of the details is for those of the recorder. */
    private static final int MESSAGES_MAX = ExecutionResult.DETAILS_MAX - 10;

    /** How many attempts wait for the store; of more, the oldest are not recorded. */
    private static final int ATTEMPTS_MAX = 100;

    private final UUID id;
    private final ExecutionStart start;
    private final String nodeName;
    private final Clock clock;
    private final RecordingQueue queue;

    /** Held by the thread that writes the execution. */
    private final ReentrantLock writing = new ReentrantLock();

    /** When the session was last changed, as this process knows it; null before it is stored. Guarded by {@link #writing}. */
    private @Nullable Instant storedVersion;

    /** Whether its end is stored, or never will be. Guarded by {@link #writing}. */
    private boolean hasLeft;

    /** The attempts with changes that are not stored, oldest first. This and the following are guarded by the monitor. */
    private final Deque<Attempt> unwritten = new ArrayDeque<>();

    private Attempt current;
    private Phase phase = Phase.RUNNING;
    private long leftOut;

    /** The last attempt that was stored, and the size of those of its messages that are stored; null before. */
    private @Nullable UUID storedResultId;

    private long storedBytes;

    /** What this execution has of the budget of the queue. */
    private long reserved;

    /** Whether nothing of it is written any more. */
    private boolean isReleased;

    /** Whether the job does not run, so that nothing is recorded unless its start is stored already. */
    private volatile boolean withdrawn;

    /** Whether another execution has continued the session, or someone has ended it. Guarded by {@link #writing}. */
    private boolean besideSession;

    /** Why it was found to be dead by another node, which only ends it; null if it runs here. */
    private final @Nullable String leftBehindBecause;

    /** Whether it is in the queue. Guarded by the lock of the queue. */
    private boolean queued;

    /** Whether it is counted as dropped. Guarded by the lock of the queue. */
    private boolean dropped;

    /** The execution with an earlier attempt of the same session, until it is written; null if there is none. */
    private volatile @Nullable Execution predecessor;

    Execution(ExecutionStart start, String nodeName, Clock clock, RecordingQueue queue) {
        this(start, nodeName, clock, queue, null);
    }

    private Execution(
            ExecutionStart start,
            String nodeName,
            Clock clock,
            RecordingQueue queue,
            @Nullable String leftBehindBecause) {
        this.start = start;
        this.leftBehindBecause = leftBehindBecause;
        this.nodeName = nodeName;
        this.clock = clock;
        this.queue = queue;
        this.id = start.key() == null
                ? UuidCreator.getTimeOrderedEpoch()
                : start.job().sessionId(start.key());
        this.current = first();
        unwritten.add(current);
    }

    /** Returns an execution that another node has left behind. It reports nothing. */
    static Execution leftBehind(
            ExecutionStart start, String reason, String nodeName, Clock clock, RecordingQueue queue) {
        Execution execution = new Execution(start, nodeName, clock, queue, reason);
        execution.phase = Phase.ENDED;
        return execution;
    }

    /** What the job is doing. */
    private enum Phase {
        RUNNING,
        /** An attempt has failed, and another one follows. */
        RETRYING,
        /** It has succeeded in a transaction of the application, which may be rolled back. */
        SUCCEEDED_IN_TRANSACTION,
        ENDED
    }

    private Attempt first() {
        Instant now = clock.instant();
        Instant started = start.startedAt() == null ? now : start.startedAt();
        List<ExecutionResultDetail> details = new ArrayList<>();
        if (start.scheduledAt() != null) {
            details.add(information(new ScheduledStart(start.scheduledAt()).message(started), now));
        }
        if (start.traceparent() != null) {
            details.add(information("traceparent " + start.traceparent(), now));
        }
        start.messages().stream().limit(MESSAGES_MAX).forEach(message -> details.add(information(message, now)));
        return new Attempt(start.attempt(), started(started).details(details).build());
    }

    private ExecutionResult.Builder started(Instant at) {
        return ExecutionResult.builder()
                .id(UuidCreator.getTimeOrderedEpoch())
                .executingNodeName(nodeName)
                .status(TaskExecutionStatus.STARTED)
                .startTime(at);
    }

    private static ExecutionResultDetail information(String message, Instant at) {
        return detail(DetailsType.INFORMATION, message, at);
    }

    private static ExecutionResultDetail detail(DetailsType severity, String message, Instant at) {
        return new ExecutionResultDetail(
                UuidCreator.getTimeOrderedEpoch(),
                severity,
                ExceptionText.storable(message, ExecutionResultDetail.MESSAGE_MAX),
                at);
    }

    @Override
    public UUID id() {
        return id;
    }

    ExecutionStart start() {
        return start;
    }

    @Override
    public void progress(DetailsType severity, String message) {
        requireNonNull(severity, "severity");
        requireNonNull(message, "message");
        synchronized (this) {
            if (phase != Phase.RUNNING) {
                return;
            }
            if (current.result().details().size() >= MESSAGES_MAX
                    || queue.budget().isExhausted()) {
                leftOut++;
                return;
            }
            change(with(detail(severity, message, clock.instant())).build());
        }
        queue.changed(this);
    }

    @Override
    public void succeeded() {
        end(TaskExecutionStatus.FINISHED_SUCCESS, List.of());
    }

    @Override
    public void succeeded(UseCases transaction) {
        requireNonNull(transaction, "transaction");
        writing.lock();
        try {
            List<Attempt> attempts;
            synchronized (this) {
                if (phase != Phase.RUNNING) {
                    return;
                }
                attempts = new ArrayList<>(unwritten);
                Attempt ended = new Attempt(
                        current.number(),
                        ended(TaskExecutionStatus.FINISHED_SUCCESS, List.of()).build());
                attempts.removeIf(ended::hasSameResultAs);
                attempts.add(ended);
            }
            queue.write(this, attempts, transaction);
            synchronized (this) {
                phase = Phase.SUCCEEDED_IN_TRANSACTION;
                reserve();
            }
        } finally {
            writing.unlock();
        }
        queue.left(this);
    }

    @Override
    public void failed(Throwable failure) {
        requireNonNull(failure, "failure");
        end(TaskExecutionStatus.FINISHED_FAIL, details(failure));
    }

    @Override
    public void failed(String reason) {
        end(TaskExecutionStatus.FINISHED_FAIL, List.of(detail(DetailsType.ERROR, reason, clock.instant())));
    }

    @Override
    public void aborted(String reason) {
        end(TaskExecutionStatus.ABORTED, List.of(detail(DetailsType.WARNING, reason, clock.instant())));
    }

    @Override
    public void skipped(String reason) {
        end(TaskExecutionStatus.SKIPPED, List.of(information(reason, clock.instant())));
    }

    /** Ends the execution of a job that does not run, because it is unknown whether its start is stored. */
    void withdraw(String reason) {
        withdrawn = true;
        skipped(reason);
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    private List<ExecutionResultDetail> details(Throwable failure) {
        Instant now = clock.instant();
        // A summary is short. Stacks of many jobs that fail, because the store is away, would fill the memory.
        ExecutionResultDetail stack = queue.budget().isExhausted()
                ? detail(DetailsType.WARNING, "The stack was left out: too many messages wait for the store", now)
                : detail(DetailsType.ERROR, ExceptionText.stack(failure), now);
        return List.of(detail(DetailsType.ERROR, ExceptionText.summary(failure), now), stack);
    }

    private void end(TaskExecutionStatus status, List<ExecutionResultDetail> last) {
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            phase = Phase.ENDED;
            change(ended(status, last).build());
        }
        queue.changed(this);
    }

    @Override
    public void retrying(Throwable failure) {
        requireNonNull(failure, "failure");
        List<ExecutionResultDetail> details = details(failure);
        synchronized (this) {
            if (phase != Phase.RUNNING) {
                return;
            }
            change(ended(TaskExecutionStatus.FINISHED_FAIL, details).build());
            phase = Phase.RETRYING;
        }
        queue.changed(this);
    }

    @Override
    public void nextAttempt() {
        synchronized (this) {
            if (phase != Phase.RETRYING) {
                return;
            }
            leftOut = 0;
            if (unwritten.size() >= ATTEMPTS_MAX || queue.budget().isExhausted()) {
                removeOldest();
            }
            current = new Attempt(current.number() + 1, started(clock.instant()).build());
            unwritten.add(current);
            phase = Phase.RUNNING;
            reserve();
        }
        queue.changed(this);
    }

    /**
     * Forgets an attempt: a job that fails again and again while the store is away must not fill the memory. The last attempt stays, and so
     * does one that is stored as started, since its end would never be recorded.
     */
    private void removeOldest() {
        unwritten.stream()
                .filter(one -> !one.resultId().equals(storedResultId) && !one.hasSameResultAs(current))
                .findFirst()
                .ifPresent(unwritten::remove);
    }

    /** Adapts what this execution has of the budget to the messages that are not stored. */
    synchronized void reserve() {
        long now = 0;
        if (!isReleased && phase != Phase.SUCCEEDED_IN_TRANSACTION) {
            for (Attempt one : unwritten) {
                now += Math.max(0, one.bytes() - (one.resultId().equals(storedResultId) ? storedBytes : 0));
            }
        }
        queue.budget().add(now - reserved);
        reserved = now;
    }

    /** Gives back what it has of the budget, because nothing of it is written any more. */
    synchronized void release() {
        isReleased = true;
        reserve();
    }

    private void change(ExecutionResult next) {
        current = new Attempt(current.number(), next);
        unwritten.removeIf(current::hasSameResultAs);
        unwritten.addLast(current);
        reserve();
    }

    private ExecutionResult.Builder with(ExecutionResultDetail detail) {
        List<ExecutionResultDetail> details = new ArrayList<>(current.result().details());
        details.add(detail);
        return current.result().toBuilder().details(details);
    }

    private ExecutionResult.Builder ended(TaskExecutionStatus status, List<ExecutionResultDetail> last) {
        Instant now = clock.instant();
        ExecutionResult result = current.result();
        List<ExecutionResultDetail> details = new ArrayList<>(result.details());
        if (leftOut > 0) {
            details.add(detail(DetailsType.WARNING, leftOut + " more messages were left out", now));
        }
        details.addAll(last);
        long millis = Duration.between(requireNonNull(result.startTime(), "startTime"), now)
                .toMillis();
        return result.toBuilder()
                .status(status)
                .stopTime(now)
                .duration((int) Math.max(0, Math.min(Integer.MAX_VALUE, millis)))
                .details(details);
    }

    ReentrantLock writing() {
        return writing;
    }

    /** Makes this execution wait until another one with the same session is written. */
    void follow(@Nullable Execution other) {
        predecessor = other;
    }

    @Nullable
    Execution predecessor() {
        return predecessor;
    }

    boolean isQueued() {
        return queued;
    }

    void setQueued(boolean value) {
        queued = value;
    }

    boolean isDropped() {
        return dropped;
    }

    void setDropped(boolean value) {
        dropped = value;
    }

    @Nullable
    String leftBehindBecause() {
        return leftBehindBecause;
    }

    /** Returns whether an attempt of it is stored, as far as this process knows. */
    synchronized boolean isStored() {
        return storedResultId != null;
    }

    /** Returns whether a result is that of the attempt which was stored last. */
    synchronized boolean isLastStored(@Nullable UUID result) {
        return storedResultId != null && storedResultId.equals(result);
    }

    boolean isBesideSession() {
        return besideSession;
    }

    void setBesideSession() {
        besideSession = true;
    }

    Instant now() {
        return clock.instant();
    }

    synchronized UUID lastResultId() {
        return current.resultId();
    }

    @Nullable
    Instant storedVersion() {
        return storedVersion;
    }

    boolean hasLeft() {
        return hasLeft;
    }

    void leave() {
        hasLeft = true;
        release();
    }

    /** Returns the oldest attempt that is not stored as it is; null if there is none. */
    synchronized @Nullable Attempt firstUnwritten() {
        return phase == Phase.SUCCEEDED_IN_TRANSACTION ? null : unwritten.peekFirst();
    }

    /**
     * Adds the messages that others have added to the result of an attempt.
     *
     * @param stored the stored result of the session; that of another attempt changes nothing
     * @return the attempt with these messages
     */
    synchronized Attempt merged(Attempt attempt, ExecutionResult stored) {
        if (!attempt.resultId().equals(stored.id())) {
            return attempt;
        }
        Attempt merged = attempt.withMessagesOf(stored);
        List<Attempt> all = new ArrayList<>(unwritten);
        all.replaceAll(
                one -> one == attempt ? merged : one.hasSameResultAs(attempt) ? one.withMessagesOf(stored) : one);
        unwritten.clear();
        unwritten.addAll(all);
        if (current.hasSameResultAs(attempt)) {
            current = current == attempt ? merged : current.withMessagesOf(stored);
        }
        reserve();
        return merged;
    }

    /** Marks an attempt as stored, unless it has changed meanwhile. */
    synchronized void stored(Attempt attempt, Instant version) {
        storedVersion = version;
        unwritten.removeIf(one -> one == attempt);
        storedResultId = attempt.resultId();
        storedBytes = attempt.bytes();
        reserve();
    }

    /** Returns whether the job has ended, and reports nothing more. */
    synchronized boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    /** Returns whether the job has ended and nothing else is to be written but the end of the session. */
    synchronized boolean isOver() {
        return phase == Phase.ENDED && unwritten.isEmpty();
    }
}
