package org.executionsession.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.port.inbound.UseCases;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executions with changes that are not stored. Threads write them while there are some, and for a moment after; several at once,
 * since concurrent writes share commits. An execution is in the queue once, however often it changes, and its latest state is written. While
 * the store is away, one thread tries again, with growing delays.
 */
final class RecordingQueue {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingQueue.class);

    /** How many threads write at once. */
    private static final int MAX_THREADS = 16;

    /** How long a thread waits for the next execution. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private final ExecutionWriter writer;
    private final int maxQueued;
    private final MessageBudget budget;
    private final ThreadFactory threads;
    private final Consumer<Execution> onLeft;
    private final DropLog dropLog;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final Deque<Execution> ready = new ArrayDeque<>();
    private int workers;
    private int idle;

    /** The executions that are being written, each once for each thread that has it. */
    private final List<Execution> writing = new ArrayList<>(MAX_THREADS);

    private boolean storeIsAway;
    private boolean rejectsStarts;
    private boolean closed;
    private Duration delay = FIRST_DELAY;
    private long recorded;
    private long dropped;
    private long superseded;

    /**
     * Creates an empty queue.
     *
     * @param onLeft is called when an execution has left this process: its end is stored, or is never stored
     */
    RecordingQueue(
            ExecutionWriter writer,
            int maxQueued,
            MessageBudget budget,
            ThreadFactory threads,
            Consumer<Execution> onLeft) {
        this(writer, maxQueued, budget, threads, onLeft, new DropLog(System::nanoTime, LOG::warn));
    }

    /** Creates an empty queue with a log of its own. */
    RecordingQueue(
            ExecutionWriter writer,
            int maxQueued,
            MessageBudget budget,
            ThreadFactory threads,
            Consumer<Execution> onLeft,
            DropLog dropLog) {
        this.writer = writer;
        this.maxQueued = maxQueued;
        this.budget = budget;
        this.threads = threads;
        this.onLeft = onLeft;
        this.dropLog = dropLog;
    }

    /** Adds a new execution. Returns false, and counts it as dropped, if the queue is full or closed. */
    boolean offer(Execution execution) {
        lock.lock();
        try {
            if (rejectsStarts || isFull()) {
                dropped++;
                if (!rejectsStarts) {
                    dropLog.dropped(ready.size(), dropped);
                }
                return false;
            }
            // With the lock held, so that no other thread takes the same place.
            execution.reserve();
            changed(execution);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return ready.size() >= maxQueued || budget.isExhausted();
    }

    MessageBudget budget() {
        return budget;
    }

    /** Adds an execution that has changed. It has a place even if the queue is full: there is at most one for each running job. */
    void changed(Execution execution) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!execution.isQueued()) {
                execution.setQueued(true);
                ready.addLast(execution);
            }
            wakeWorker();
        } finally {
            lock.unlock();
        }
    }

    private void wakeWorker() {
        if (idle > 0) {
            changed.signal();
        } else if (workers < (storeIsAway ? 1 : MAX_THREADS) && workers < ready.size() + writing.size()) {
            startWorker();
        }
    }

    private void startWorker() {
        workers++;
        try {
            threads.newThread(this::work).start();
        } catch (RuntimeException | OutOfMemoryError noThread) {
            workers--;
            LOG.warn("no thread to record executions: {}", noThread.toString());
        }
    }

    private void work() {
        Execution next = next();
        while (next != null) {
            writeQueued(next);
            next = next();
        }
    }

    /** Waits for an execution. Returns null if this thread must end; it is then not counted any more. */
    private @Nullable Execution next() {
        lock.lock();
        try {
            long left = IDLE.toNanos();
            while (ready.isEmpty() && !closed && left > 0) {
                idle++;
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException interrupted) {
                    // The thread is not of the application. Nothing asks it to end but the queue.
                    left = 0;
                } finally {
                    idle--;
                }
            }
            if (closed || ready.isEmpty() || storeIsAway && workers > 1) {
                workers--;
                if (!ready.isEmpty() && idle > 0) {
                    // Another thread waits for something to write, and must try the store again.
                    changed.signal();
                }
                return null;
            }
            Execution first = ready.removeFirst();
            first.setQueued(false);
            writing.add(first);
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void writeQueued(Execution execution) {
        try {
            if (write(execution)) {
                left(execution);
            }
            written(execution);
        } catch (StoreUnavailableException | OverloadedException away) {
            putBack(execution, away);
        } catch (RuntimeException | Error rejected) {
            reject(execution, rejected);
        }
    }

    /** Writes what has changed in an execution. Returns whether it has left this process. */
    private boolean write(Execution execution) {
        writePredecessor(execution);
        execution.writing().lock();
        try {
            if (execution.hasLeft()) {
                return true;
            }
            if (execution.leftBehindBecause() != null) {
                writer.endLeftBehind(execution.start(), execution.leftBehindBecause(), execution.now());
                execution.leave();
                return true;
            }
            Attempt attempt = execution.firstUnwritten();
            if (attempt != null && execution.isWithdrawn() && !writer.isStored(attempt)) {
                execution.leave();
                return true;
            }
            while (attempt != null) {
                Instant version = writer.write(execution, attempt, execution.storedVersion());
                if (version == null) {
                    execution.leave();
                    count(execution, () -> superseded++);
                    LOG.warn("the session {} of a running job was ended by a client or another node", execution.id());
                    return true;
                }
                execution.stored(attempt, version);
                attempt = execution.firstUnwritten();
            }
            if (!execution.isOver()) {
                return false;
            }
            writer.end(execution);
            execution.leave();
            count(execution, () -> recorded++);
            return true;
        } finally {
            execution.writing().unlock();
        }
    }

    /** Writes an earlier attempt of the same session first, so that its end does not end the session of a later one. */
    private void writePredecessor(Execution execution) {
        Execution predecessor = execution.predecessor();
        if (predecessor == null) {
            return;
        }
        try {
            write(predecessor);
        } catch (StoreUnavailableException | OverloadedException away) {
            throw away;
        } catch (RuntimeException rejected) {
            LOG.debug("the thread that writes the earlier attempt rejects it", rejected);
        }
        execution.follow(null);
    }

    /**
     * Writes a new execution in the calling thread, which must not be in a transaction of the application.
     *
     * @throws OverloadedException if the queue takes no starts any more: the end would not be written
     */
    void writeNow(Execution execution) {
        lock.lock();
        try {
            if (rejectsStarts) {
                throw new OverloadedException("the recorder is closed, and takes no more starts");
            }
        } finally {
            lock.unlock();
        }
        write(execution);
    }

    /** Takes no new executions from now on, but the changes of others. */
    void rejectStarts() {
        lock.lock();
        try {
            rejectsStarts = true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends an execution whose job does not run, if its start was stored although its write has failed. */
    void withdraw(Execution execution) {
        execution.withdraw("The job did not run: its start could not be stored");
    }

    /** Writes attempts, of which the last one has ended, in a transaction of the application. */
    void write(Execution execution, List<Attempt> attempts, UseCases transaction) {
        ExecutionWriter inTransaction = writer.in(transaction);
        Instant version = execution.storedVersion();
        for (Attempt attempt : attempts) {
            version = inTransaction.write(execution, attempt, version);
            if (version == null) {
                return;
            }
        }
        inTransaction.end(execution);
    }

    void left(Execution execution) {
        onLeft.accept(execution);
        lock.lock();
        try {
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void written(Execution execution) {
        lock.lock();
        try {
            done(execution);
            delay = FIRST_DELAY;
            if (ready.size() <= maxQueued / 2 && !budget.isExhausted()) {
                dropLog.ended(dropped);
            }
            if (storeIsAway) {
                storeIsAway = false;
                LOG.info("executions are recorded again; {} are queued, {} were dropped so far", ready.size(), dropped);
                for (int i = workers; i < Math.min(MAX_THREADS, ready.size()); i++) {
                    startWorker();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void done(Execution execution) {
        writing.remove(execution);
        if (ready.isEmpty() && writing.isEmpty()) {
            drained.signalAll();
        }
    }

    /** Puts an execution back. One thread stays and waits before it tries again. */
    private void putBack(Execution execution, ExecutionSessionException away) {
        lock.lock();
        try {
            if (closed) {
                drop(execution);
            } else if (!execution.isQueued()) {
                execution.setQueued(true);
                ready.addFirst(execution);
            }
            done(execution);
            if (!storeIsAway) {
                storeIsAway = true;
                LOG.warn("executions cannot be recorded now, they are queued: {}", away.getMessage());
            }
            if (workers == 1) {
                long left = delay.toNanos();
                while (left > 0 && !closed) {
                    left = changed.awaitNanos(left);
                }
                Duration longer = delay.multipliedBy(2);
                delay = longer.compareTo(LONGEST_DELAY) < 0 ? longer : LONGEST_DELAY;
            }
        } catch (InterruptedException interrupted) {
            LOG.debug("the store is tried again early", interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** Counts an execution whose write has failed. While its job runs, each change is tried again. */
    private void reject(Execution execution, Throwable rejected) {
        boolean isFirst;
        boolean isLast;
        lock.lock();
        try {
            isFirst = drop(execution);
            isLast = execution.hasEnded() && !execution.isQueued();
        } finally {
            lock.unlock();
        }
        if (isLast) {
            execution.release();
            left(execution);
        }
        lock.lock();
        try {
            done(execution);
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            LOG.warn(
                    "an execution of the job {} is not recorded: {}",
                    execution.start().job().name(),
                    rejected.toString());
        } else {
            LOG.debug("an execution is not recorded: {}", rejected.toString());
        }
    }

    /** Counts an execution as dropped, once. Returns whether it was not yet. */
    private boolean drop(Execution execution) {
        if (execution.isDropped()) {
            return false;
        }
        execution.setDropped(true);
        dropped++;
        return true;
    }

    /** Counts an execution whose end is stored. If an earlier write of it was rejected, it is not dropped after all. */
    private void count(Execution execution, Runnable counter) {
        lock.lock();
        try {
            if (execution.isDropped()) {
                execution.setDropped(false);
                dropped--;
            }
            counter.run();
        } finally {
            lock.unlock();
        }
    }

    RecorderStatistics statistics() {
        lock.lock();
        try {
            return new RecorderStatistics(recorded, dropped, superseded, queued());
        } finally {
            lock.unlock();
        }
    }

    /** Counts the executions with changes that are not stored. One that is being written and has changed again is one. */
    private int queued() {
        long onlyWritten = writing.stream()
                .filter(execution -> !execution.isQueued())
                .distinct()
                .count();
        return ready.size() + (int) onlyWritten;
    }

    /** Waits until everything is stored, and a condition that executions change when they leave. Returns false if that takes too long. */
    boolean awaitDrained(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!ready.isEmpty() || !writing.isEmpty() || !condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = drained.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is queued, and ends the threads. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                ready.forEach(this::drop);
                if (!ready.isEmpty()) {
                    LOG.warn("{} executions are not recorded to their end: the recorder is closed", ready.size());
                }
                ready.forEach(execution -> execution.setQueued(false));
                ready.clear();
                changed.signalAll();
                drained.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
