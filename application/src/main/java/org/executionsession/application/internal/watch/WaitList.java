package org.executionsession.application.internal.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.WatchExecutions.Outcome;
import org.executionsession.domain.port.inbound.WatchExecutions.Reason;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * The waits for changes of entities of one kind. A wait costs some hundred bytes, and no thread. A change wakes the waits for its entity:
 * the entity is read once for all of them, together with others that have changed.
 *
 * <p>A wait is added before its entity is read for the first time. So a change that this read does not see wakes the wait.
 */
public final class WaitList<E extends AuditedEntity> implements Watchers {

    /** The maximum number of entities that are read together, since they are in memory. */
    private static final int MAX_READ = 20;

    /** The maximum size of their details. The entities beyond it are read one by one. */
    private static final long MAX_BYTES = 256 * 1024;

    private final ChangeFeed feed;
    private final EntityStore<E> store;
    private final EntityKind kind;
    private final Function<E, TaskExecutionStatus> status;
    private final BiPredicate<E, Caller> mayRead;

    private final Object lock = new Object();
    private final Map<UUID, List<Wait<E>>> waitsById = new HashMap<>();
    private final Set<UUID> woken = new LinkedHashSet<>();
    private volatile int size;

    private final Queue<Wait<E>> timedOut = new ConcurrentLinkedQueue<>();
    private final SerialTask checks;
    private final SerialTask timeouts;

    /**
     * Creates an empty list.
     *
     * @param status returns the status of an entity
     * @param mayRead returns whether a caller may read an entity
     */
    public WaitList(
            ChangeFeed feed,
            EntityStore<E> store,
            EntityKind kind,
            Function<E, TaskExecutionStatus> status,
            BiPredicate<E, Caller> mayRead,
            Executor executor) {
        this.feed = feed;
        this.store = store;
        this.kind = kind;
        this.status = status;
        this.mayRead = mayRead;
        checks = new SerialTask(executor, this::checkWoken);
        timeouts = new SerialTask(executor, this::endTimedOut);
    }

    /** Waits. The entity is read in the calling thread, by {@code find}, which may throw an exception. */
    public CompletableFuture<Outcome<E>> await(
            UUID id,
            Predicate<? super E> isKnown,
            Duration timeout,
            Caller caller,
            Supplier<? extends @Nullable E> find) {
        Wait<E> wait = new Wait<>(isKnown, caller, ended -> remove(id, ended));
        add(id, wait);
        try {
            E entity = find.get();
            check(wait, entity);
            if (!wait.outcome.isDone() && (timeout.isNegative() || timeout.isZero())) {
                wait.end(new Outcome<>(Reason.TIMEOUT, null));
            }
        } catch (RuntimeException | Error failure) {
            wait.outcome.cancel(false);
            throw failure;
        }
        if (!wait.outcome.isDone()) {
            try {
                wait.useTimeout(feed.later(() -> timeOut(wait), timeout));
                feed.watch();
            } catch (RejectedExecutionException closed) {
                cancel(wait);
            }
        }
        if (feed.isClosed()) {
            cancel(wait);
        }
        return wait.outcome;
    }

    private void check(Wait<E> wait, @Nullable E entity) {
        wait.check(entity, entity == null ? TaskExecutionStatus.RESET : status.apply(entity));
    }

    private static void cancel(Wait<?> wait) {
        wait.fail(new CancellationException("the library was closed"));
    }

    private void add(UUID id, Wait<E> wait) {
        synchronized (lock) {
            waitsById.computeIfAbsent(id, none -> new ArrayList<>(1)).add(wait);
            size++;
        }
    }

    private void remove(UUID id, Wait<E> wait) {
        synchronized (lock) {
            List<Wait<E>> waits = waitsById.get(id);
            if (waits != null && waits.remove(wait)) {
                size--;
                if (waits.isEmpty()) {
                    waitsById.remove(id);
                }
            }
        }
    }

    /** Returns the number of waits. */
    public int size() {
        return size;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public void committed(List<EntityChange> changes) {
        boolean any = false;
        synchronized (lock) {
            for (EntityChange change : changes) {
                any |= change.kind() == kind && wake(change.id());
                // The result of a session is part of it.
                any |= kind == EntityKind.SESSION && change.executionId() != null && wake(change.executionId());
            }
        }
        if (any) {
            checks.trigger();
        }
    }

    private boolean wake(UUID id) {
        return waitsById.containsKey(id) && woken.add(id);
    }

    @Override
    public void published(List<Change> changes) {
        if (!isEmpty()) {
            committed(changes.stream().map(Change::entity).toList());
        }
    }

    @Override
    public void started(ChangeCursor from) {
        synchronized (lock) {
            woken.addAll(waitsById.keySet());
        }
        checks.trigger();
    }

    @Override
    public void polled() {
        boolean any;
        synchronized (lock) {
            any = !woken.isEmpty();
        }
        if (any) {
            checks.trigger();
        }
    }

    /** Reads the entities that may have changed. After a failure they stay woken until the feed is polled again. */
    private void checkWoken() {
        for (List<UUID> ids = takeWoken(); !ids.isEmpty(); ids = takeWoken()) {
            try {
                checkAll(ids);
            } catch (ExecutionSessionException unavailable) {
                synchronized (lock) {
                    woken.addAll(ids);
                }
                return;
            }
        }
    }

    private void checkAll(List<UUID> ids) {
        Map<UUID, E> found = new HashMap<>();
        Set<UUID> large = new HashSet<>();
        AtomicLong bytes = new AtomicLong();
        store.forEach(Query.of(new Filter.OneOf<>(Set.copyOf(ids)), List.of()), entity -> {
            if (bytes.addAndGet(entity.detailBytes()) <= MAX_BYTES) {
                found.put(entity.id(), entity);
            } else {
                large.add(entity.id());
            }
        });
        for (UUID id : ids) {
            List<Wait<E>> waits = waits(id);
            if (!waits.isEmpty()) {
                E entity = large.contains(id) ? store.find(id).orElse(null) : found.get(id);
                waits.forEach(wait -> checkRead(wait, entity));
            }
        }
    }

    /** An access policy that throws an exception ends only the wait that it was asked for. */
    private void checkRead(Wait<E> wait, @Nullable E entity) {
        try {
            check(wait, entity != null && mayRead.test(entity, wait.caller) ? entity : null);
        } catch (RuntimeException ofPolicy) {
            wait.fail(ofPolicy);
        }
    }

    private List<UUID> takeWoken() {
        synchronized (lock) {
            woken.retainAll(waitsById.keySet());
            List<UUID> ids = woken.stream().limit(MAX_READ).toList();
            ids.forEach(woken::remove);
            return ids;
        }
    }

    private List<Wait<E>> waits(UUID id) {
        synchronized (lock) {
            return List.copyOf(waitsById.getOrDefault(id, List.of()));
        }
    }

    private void timeOut(Wait<E> wait) {
        timedOut.add(wait);
        timeouts.trigger();
    }

    private void endTimedOut() {
        for (Wait<E> wait = timedOut.poll(); wait != null; wait = timedOut.poll()) {
            wait.end(new Outcome<>(Reason.TIMEOUT, null));
        }
    }

    @Override
    public void close() {
        List<Wait<E>> all = new ArrayList<>();
        synchronized (lock) {
            waitsById.values().forEach(all::addAll);
        }
        all.forEach(WaitList::cancel);
    }
}
