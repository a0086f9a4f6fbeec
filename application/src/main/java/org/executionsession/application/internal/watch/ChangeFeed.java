package org.executionsession.application.internal.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeFeedState;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs passes over the change feed in a thread that ends when there is nothing to do. A pass gives positions to commits, purges old changes
 * and, while there are watchers, tells them of new changes.
 *
 * <p>A commit of this process causes a pass after some milliseconds if there are watchers, and else after some seconds. While there are
 * watchers, passes also look for changes of other processes. Without watchers and commits there is no pass.
 */
public final class ChangeFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    /** How long a pass waits after a commit, so that it handles several commits together. */
    private static final Duration COALESCING = Duration.ofMillis(10);

    /** The same without watchers. */
    private static final Duration LAZINESS = Duration.ofSeconds(5);

    /** How often changes of other processes are looked for. */
    private static final Duration POLL = Duration.ofMillis(200);

    /** The part of the time in which a pass may run: a database that answers slowly must not be kept busy. */
    private static final int SHARE = 4;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(1);

    /** How many passes without watchers may fail before it is logged. */
    private static final int UNREPORTED = 2;

    private static final int COMMITS = 1_000;
    private static final int CHANGES = 1_000;

    /** The maximum number of batches of a pass, so that it ends. */
    private static final int BATCHES = 100;

    private final ChangeStore store;
    private final Clock clock;
    private final ChangePurge purge;
    private final ScheduledThreadPoolExecutor thread;
    private final Runnable unregister;
    private volatile List<Watchers> watchers = List.of();

    /** The number of commits of this process, and how many there were when the queue was found to be empty. */
    private final AtomicLong commits = new AtomicLong();

    private volatile long positioned;

    private final Object schedule = new Object();
    private @Nullable ScheduledFuture<?> next;

    /** When the next pass begins, in nanoseconds; meaningless if there is none. */
    private long nextAt;

    private volatile boolean polling;
    private volatile boolean closed;

    // Only the thread uses these.
    private @Nullable ChangeCursor cursor;
    private int failures;
    private boolean reported;
    private long purgedAt = System.nanoTime() - PURGE_INTERVAL.toNanos();

    /**
     * Creates a feed.
     *
     * @param purge removes changes that are no longer needed
     */
    public ChangeFeed(ChangeStore store, Clock clock, ChangePurge purge, ThreadFactory threads) {
        this.store = store;
        this.clock = clock;
        this.purge = purge;
        thread = new ScheduledThreadPoolExecutor(1, threads);
        thread.setKeepAliveTime(LAZINESS.toMillis(), TimeUnit.MILLISECONDS);
        thread.allowCoreThreadTimeOut(true);
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        unregister = store.onCommit(this::committed);
    }

    /** Sets the watchers; called once, before the first commit. */
    public void tell(List<? extends Watchers> told) {
        watchers = List.copyOf(told);
    }

    /** Returns the stored feed. */
    public ChangeStore store() {
        return store;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns the number of commits of this process for which it is not known that they have a position. */
    public long commitsWithoutPosition() {
        return Math.max(0, commits.get() - positioned);
    }

    private boolean isWatched() {
        for (Watchers each : watchers) {
            if (!each.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void committed(List<EntityChange> changes) {
        commits.incrementAndGet();
        boolean watched = false;
        for (Watchers each : watchers) {
            if (!each.isEmpty()) {
                watched = true;
                each.committed(changes);
            }
        }
        if (watched) {
            schedule(COALESCING);
        } else if (store.accumulates()) {
            schedule(LAZINESS);
        }
    }

    /** Begins to poll, if it does not yet. Called after a watcher was added. */
    void watch() {
        if (!polling) {
            schedule(Duration.ZERO);
        }
    }

    /** Runs an action later in the thread, which it must not block. */
    ScheduledFuture<?> later(Runnable action, Duration delay) {
        return thread.schedule(action, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
    }

    private void schedule(Duration delay) {
        long at = System.nanoTime() + delay.toNanos();
        synchronized (schedule) {
            if (closed || next != null && nextAt - at <= 0) {
                return;
            }
            if (next != null) {
                next.cancel(false);
            }
            try {
                next = thread.schedule(this::pass, delay.toNanos(), TimeUnit.NANOSECONDS);
                nextAt = at;
            } catch (RejectedExecutionException isClosed) {
                next = null;
            }
        }
    }

    private void pass() {
        synchronized (schedule) {
            next = null;
        }
        boolean watched = isWatched();
        long start = System.nanoTime();
        try {
            long before = commits.get();
            if (assignPositions()) {
                positioned = before;
            }
            if (watched) {
                poll();
                watchers.forEach(Watchers::polled);
            } else {
                stop();
            }
            purge();
            succeeded();
        } catch (RuntimeException | Error failure) {
            failed(failure, watched);
            return;
        }
        if (watched) {
            schedule(Duration.ofNanos(Math.max(POLL.toNanos(), (System.nanoTime() - start) * SHARE)));
        }
    }

    /** Gives positions to the commits that have none. Returns whether none are left. */
    public boolean assignPositions() {
        for (int i = 0; i < BATCHES; i++) {
            if (!store.state().waiting()) {
                return true;
            }
            if (store.assignPositions(now(), COMMITS) == 0) {
                // Another process does it.
                return false;
            }
        }
        return false;
    }

    private void poll() {
        ChangeFeedState state = store.state();
        ChangeCursor from = cursor;
        if (from == null) {
            start(state.latest());
            return;
        }
        if (state.position() == from.position()) {
            return;
        }
        try {
            for (int i = 0; i < BATCHES; i++) {
                List<Change> changes = store.list(from, CHANGES);
                if (changes.isEmpty()) {
                    return;
                }
                from = changes.get(changes.size() - 1).cursor();
                cursor = from;
                watchers.forEach(each -> each.published(changes));
            }
        } catch (CursorExpiredException longOutage) {
            start(state.latest());
        }
    }

    /** Stops polling. A watcher that was added meanwhile begins it again. */
    private void stop() {
        cursor = null;
        polling = false;
        if (isWatched()) {
            schedule(Duration.ZERO);
        }
    }

    private void start(ChangeCursor from) {
        cursor = from;
        polling = true;
        watchers.forEach(each -> each.started(from));
    }

    private void purge() {
        if (System.nanoTime() - purgedAt < PURGE_INTERVAL.toNanos()) {
            return;
        }
        int purged = COMMITS;
        for (int i = 0; i < BATCHES && purged == COMMITS && !closed; i++) {
            purged = purge.purge(now(), COMMITS);
        }
        if (purged < COMMITS) {
            purgedAt = System.nanoTime();
        }
    }

    private Instant now() {
        return clock.instant();
    }

    private void succeeded() {
        if (reported) {
            LOG.warn("the change feed works again");
        }
        failures = 0;
        reported = false;
    }

    /** Tries again after a pause that grows; without watchers only after the next commit. The first of consecutive failures is logged. */
    private void failed(Throwable failure, boolean watched) {
        if (closed) {
            return;
        }
        failures++;
        // Without watchers it is seldom urgent: the application may be about to end.
        if (!reported && (watched || failures > UNREPORTED)) {
            reported = true;
            LOG.warn("the change feed cannot be read or written, and is tried again: {}", failure.toString());
            if (!(failure instanceof ExecutionSessionException)) {
                LOG.warn("the failure of the change feed", failure);
            }
        }
        if (watched) {
            long pause = POLL.toMillis() << Math.min(failures, 10);
            schedule(Duration.ofMillis(Math.min(pause, LONGEST_PAUSE.toMillis())));
        }
    }

    /** Ends all watchers. A running pass can still use the store for a moment. */
    @Override
    public void close() {
        synchronized (schedule) {
            closed = true;
        }
        unregister.run();
        thread.shutdown();
        watchers.forEach(Watchers::close);
        boolean interrupted = false;
        try {
            // The application closes its database after the library.
            thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException interruption) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
