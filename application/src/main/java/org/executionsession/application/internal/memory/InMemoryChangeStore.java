package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeFeedState;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.port.outbound.ChangeStore;

/** Stores the changes of the last commits. */
final class InMemoryChangeStore implements ChangeStore {

    private static final int MAX_COMMITS = 10_000;

    private final Object lock;
    private final List<EntityChange> pending = new ArrayList<>();
    private final Deque<List<EntityChange>> queue = new ArrayDeque<>();
    private final Deque<Commit> feed = new ArrayDeque<>();
    private final List<Consumer<List<EntityChange>>> listeners = new CopyOnWriteArrayList<>();
    /** How many commits a list has, as in the databases. */
    private static final int MAX_LISTED = 100;

    private long last;
    private Instant lastDate = Instant.EPOCH;
    private long purged;
    private Instant purgedDate = Instant.EPOCH;

    InMemoryChangeStore(Object lock) {
        this.lock = lock;
    }

    /** A commit with its position. */
    private record Commit(long position, Instant date, List<EntityChange> changes) {

        void addTo(List<Change> all, ChangeCursor after, int limit) {
            for (int i = 0; i < changes.size() && all.size() < limit; i++) {
                ChangeCursor cursor = new ChangeCursor(position, i);
                if (cursor.compareTo(after) > 0) {
                    all.add(new Change(cursor, date, changes.get(i)));
                }
            }
        }
    }

    /** Records a change of the present write. */
    void record(EntityChange change) {
        pending.add(change);
    }

    /** Returns the number of changes of the present write. */
    int recorded() {
        return pending.size();
    }

    /** Drops the changes behind the first ones. */
    void truncate(int size) {
        pending.subList(size, pending.size()).clear();
    }

    /** Ends the present write. */
    void commit() {
        if (pending.isEmpty()) {
            return;
        }
        List<EntityChange> changes = List.copyOf(pending);
        pending.clear();
        queue.addLast(changes);
        if (queue.size() + feed.size() > MAX_COMMITS) {
            dropFirst();
        }
        listeners.forEach(listener -> listener.accept(changes));
    }

    private void dropFirst() {
        if (feed.isEmpty()) {
            queue.removeFirst();
            last++;
            purged = last;
            purgedDate = lastDate;
        } else {
            purge(feed.removeFirst());
        }
    }

    private void purge(Commit first) {
        purged = first.position();
        purgedDate = first.date();
    }

    @Override
    public boolean accumulates() {
        return false;
    }

    @Override
    public int assignPositions(Instant now, int limit) {
        requireNonNull(now, "now");
        synchronized (lock) {
            lastDate = now.isBefore(lastDate) ? lastDate : now;
            int assigned = 0;
            while (assigned < limit && !queue.isEmpty()) {
                feed.addLast(new Commit(++last, lastDate, queue.removeFirst()));
                assigned++;
            }
            return assigned;
        }
    }

    @Override
    public ChangeFeedState state() {
        synchronized (lock) {
            return new ChangeFeedState(last, !queue.isEmpty());
        }
    }

    @Override
    public List<Change> list(ChangeCursor after, int limit) {
        requireNonNull(after, "after");
        synchronized (lock) {
            long first = after.index() == Integer.MAX_VALUE ? after.position() + 1 : after.position();
            if (purged >= first) {
                throw new CursorExpiredException("the changes behind the cursor " + after + " are no longer kept");
            }
            if (after.position() > last) {
                throw new CursorExpiredException("the change feed has not reached the cursor " + after);
            }
            List<Change> changes = new ArrayList<>();
            feed.stream()
                    .filter(commit -> commit.position() >= first)
                    .limit(MAX_LISTED)
                    .forEach(commit -> commit.addTo(changes, after, limit));
            return changes;
        }
    }

    @Override
    public ChangeCursor before(Instant date) {
        requireNonNull(date, "date");
        synchronized (lock) {
            if (purged > 0 && !purgedDate.isBefore(date)) {
                throw new CursorExpiredException("the changes up to " + purgedDate + " are no longer kept");
            }
            return ChangeCursor.after(feed.stream()
                    .filter(commit -> !commit.date().isBefore(date))
                    .map(commit -> commit.position() - 1)
                    .findFirst()
                    .orElse(last));
        }
    }

    @Override
    public int purge(Instant before, long last, int limit) {
        requireNonNull(before, "before");
        synchronized (lock) {
            int count = 0;
            while (count < limit
                    && !feed.isEmpty()
                    && feed.getFirst().date().isBefore(before)
                    && feed.getFirst().position() <= last) {
                purge(feed.removeFirst());
                count++;
            }
            return count;
        }
    }

    @Override
    public Runnable onCommit(Consumer<List<EntityChange>> listener) {
        Consumer<List<EntityChange>> added = requireNonNull(listener, "listener")::accept;
        listeners.add(added);
        return () -> listeners.remove(added);
    }
}
