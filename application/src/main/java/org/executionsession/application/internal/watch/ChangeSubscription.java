package org.executionsession.application.internal.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.executionsession.domain.exception.SlowSubscriberException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber of changes. At first it reads the changes behind its cursor by itself, a batch ahead of the subscriber. Once it is where the
 * feed is, it gets the changes that the feed polls, through a buffer.
 */
final class ChangeSubscription implements Flow.Subscription {

    /** How many changes it reads or checks together. */
    private static final int BATCH = 256;

    private final Flow.Subscriber<? super Change> subscriber;
    private final Set<EntityKind> kinds;
    private final Caller caller;
    private final SubscriberList all;
    private final SerialTask delivery;

    // Guarded by this object.
    private final Deque<Change> buffer = new ArrayDeque<>();
    private ChangeCursor cursor;
    private boolean live;
    private long demand;
    private @Nullable Throwable failure;
    private boolean completed;
    private boolean ended;

    /** Only the delivery uses it. */
    private boolean begun;

    ChangeSubscription(
            Flow.Subscriber<? super Change> subscriber,
            ChangeCursor after,
            Set<EntityKind> kinds,
            Caller caller,
            SubscriberList all,
            Executor executor) {
        this.subscriber = subscriber;
        this.cursor = after;
        this.kinds = kinds;
        this.caller = caller;
        this.all = all;
        delivery = new SerialTask(executor, this::deliver);
    }

    void trigger() {
        delivery.trigger();
    }

    @Override
    public void request(long count) {
        synchronized (this) {
            if (count <= 0) {
                fail(new IllegalArgumentException("a subscriber must request a positive number of changes: " + count));
            } else {
                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            }
        }
        trigger();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            ended = true;
            buffer.clear();
        }
        all.remove(this);
    }

    /** Ends the subscription with a failure, at once. */
    synchronized void fail(Throwable reason) {
        if (failure == null) {
            failure = reason;
            buffer.clear();
        }
    }

    /** Completes the subscription. */
    void complete() {
        synchronized (this) {
            completed = true;
        }
        trigger();
    }

    /** Adds changes of the feed, if it is at the place of the feed. */
    void offer(List<Change> changes) {
        synchronized (this) {
            if (!live || ended || failure != null) {
                return;
            }
            for (Change change : changes) {
                if (change.cursor().compareTo(cursor) > 0) {
                    cursor = change.cursor();
                    if (kinds.contains(change.entity().kind())) {
                        buffer.addLast(change);
                    }
                }
            }
            if (buffer.size() > WatchExecutions.BUFFER) {
                fail(new SlowSubscriberException(WatchExecutions.BUFFER));
            }
        }
        trigger();
    }

    /** It continues to read by itself, as the feed has left its place. */
    synchronized void leaveFeed() {
        live = false;
    }

    private void deliver() {
        try {
            if (!begun) {
                begun = true;
                subscriber.onSubscribe(this);
            }
            while (deliverBatch()) {
                // Until there is nothing to deliver.
            }
        } catch (RuntimeException ofStoreOrSubscriber) {
            fail(ofStoreOrSubscriber);
        }
        end();
    }

    /** Returns whether to continue. */
    private boolean deliverBatch() {
        List<Change> batch;
        ChangeCursor from;
        synchronized (this) {
            if (ended || failure != null || completed || demand == 0 && !buffer.isEmpty()) {
                return false;
            }
            batch = new ArrayList<>();
            while (!buffer.isEmpty() && batch.size() < Math.min(demand, BATCH)) {
                batch.add(buffer.removeFirst());
            }
            from = cursor;
            if (batch.isEmpty() && live) {
                return false;
            }
        }
        if (batch.isEmpty()) {
            return read(from);
        }
        List<Change> readable = all.readable().select(batch, kinds, caller);
        for (Change change : readable) {
            synchronized (this) {
                if (ended || failure != null) {
                    return false;
                }
                demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            }
            subscriber.onNext(change);
        }
        return true;
    }

    /** Reads the next changes behind a cursor. If there are none, it is at the place of the feed. */
    private boolean read(ChangeCursor from) {
        List<Change> changes = all.feed().store().list(from, BATCH);
        if (changes.isEmpty()) {
            return !all.join(this, from);
        }
        synchronized (this) {
            cursor = changes.get(changes.size() - 1).cursor();
            changes.stream()
                    .filter(change -> kinds.contains(change.entity().kind()))
                    .forEach(buffer::addLast);
        }
        return true;
    }

    /** Called with the lock of the list, so that no change of the feed is lost. */
    synchronized void join() {
        live = true;
    }

    private void end() {
        Throwable reason;
        synchronized (this) {
            reason = failure;
            if (ended || reason == null && !completed) {
                return;
            }
            ended = true;
        }
        all.remove(this);
        if (reason == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(reason);
        }
    }
}
