package org.executionsession.application.internal.watch;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.jspecify.annotations.Nullable;

/** The subscribers of changes. */
public final class SubscriberList implements Watchers {

    private final ChangeFeed feed;
    private final ReadableChanges readable;
    private final Executor executor;

    private final Object lock = new Object();
    private final Set<ChangeSubscription> subscriptions = new LinkedHashSet<>();
    private volatile int size;

    /** The place up to which changes were published; null before the feed is polled for the first time. Guarded by the lock. */
    private @Nullable ChangeCursor published;

    public SubscriberList(ChangeFeed feed, ReadableChanges readable, Executor executor) {
        this.feed = feed;
        this.readable = readable;
        this.executor = executor;
    }

    ChangeFeed feed() {
        return feed;
    }

    ReadableChanges readable() {
        return readable;
    }

    /** Returns a publisher of the changes behind a cursor; null for the present place of the feed. */
    public Flow.Publisher<Change> publisher(@Nullable ChangeCursor after, Set<EntityKind> kinds, Caller caller) {
        return subscriber -> {
            requireNonNull(subscriber, "subscriber");
            subscribe(subscriber, after, kinds, caller);
        };
    }

    private void subscribe(
            Flow.Subscriber<? super Change> subscriber,
            @Nullable ChangeCursor after,
            Set<EntityKind> kinds,
            Caller caller) {
        ChangeCursor from = after;
        RuntimeException failure = null;
        if (from == null) {
            try {
                from = feed.store().state().latest();
            } catch (RuntimeException unavailable) {
                failure = unavailable;
                from = ChangeCursor.START;
            }
        }
        ChangeSubscription subscription = new ChangeSubscription(subscriber, from, kinds, caller, this, executor);
        if (failure != null) {
            subscription.fail(failure);
        }
        synchronized (lock) {
            subscriptions.add(subscription);
            size = subscriptions.size();
        }
        if (feed.isClosed()) {
            subscription.complete();
        }
        feed.watch();
        subscription.trigger();
    }

    void remove(ChangeSubscription subscription) {
        synchronized (lock) {
            subscriptions.remove(subscription);
            size = subscriptions.size();
        }
    }

    /**
     * Lets a subscription that has read everything up to a cursor get the changes that are published. Returns false if changes behind the
     * cursor were published meanwhile. If the feed is not polled yet, the subscription stays as it is; it is triggered when that begins.
     */
    boolean join(ChangeSubscription subscription, ChangeCursor from) {
        synchronized (lock) {
            if (published != null && hasChangesBetween(from, published)) {
                return false;
            }
            if (published != null) {
                subscription.join();
            }
            return true;
        }
    }

    /** A feed that has just started is at the end of a commit, and not at its last change. */
    private static boolean hasChangesBetween(ChangeCursor read, ChangeCursor published) {
        boolean isEndOfCommit = published.index() == Integer.MAX_VALUE;
        return published.position() > read.position() || !isEndOfCommit && published.compareTo(read) > 0;
    }

    /** Returns the number of subscribers. */
    public int size() {
        return size;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public void committed(List<EntityChange> changes) {
        // They get the changes with their places, from the feed.
    }

    @Override
    public void started(ChangeCursor from) {
        synchronized (lock) {
            published = from;
            subscriptions.forEach(subscription -> {
                subscription.leaveFeed();
                subscription.trigger();
            });
        }
    }

    @Override
    public void published(List<Change> changes) {
        synchronized (lock) {
            if (published != null) {
                published = changes.get(changes.size() - 1).cursor();
            }
            subscriptions.forEach(subscription -> subscription.offer(changes));
        }
    }

    @Override
    public void close() {
        List<ChangeSubscription> all;
        synchronized (lock) {
            all = List.copyOf(subscriptions);
        }
        all.forEach(ChangeSubscription::complete);
    }
}
