package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.executionsession.application.internal.callback.NotificationDispatcher;
import org.executionsession.application.internal.watch.ChangeFeed;
import org.executionsession.application.internal.watch.ChangePurge;
import org.executionsession.application.internal.watch.ReadableChanges;
import org.executionsession.application.internal.watch.SubscriberList;
import org.executionsession.application.internal.watch.WaitList;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.jspecify.annotations.Nullable;

/** Implements the use cases of watching. */
final class WatchService implements WatchExecutions, AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration THREAD_TIMEOUT = Duration.ofSeconds(10);

    private final FindEntities<ExecutionSession> sessions;
    private final FindEntities<ExecutionResultEntity> results;
    private final PrivilegeCheck privileges;
    private final ReadableChanges readable;
    private final ThreadPoolExecutor deliveries;
    private final ChangeFeed feed;
    private final WaitList<ExecutionSession> sessionWaits;
    private final WaitList<ExecutionResultEntity> resultWaits;
    private final SubscriberList subscribers;

    /**
     * Creates the service.
     *
     * @param retention how long changes are kept
     * @param threads creates the threads that call watchers
     */
    WatchService(
            ExecutionSessionStore store,
            ServiceContext context,
            FindEntities<ExecutionSession> sessions,
            FindEntities<ExecutionResultEntity> results,
            Duration retention,
            ThreadFactory threads) {
        this.sessions = sessions;
        this.results = results;
        privileges = new PrivilegeCheck(context.policy());
        readable = new ReadableChanges(store, context.policy());
        // One thread for each list of waits and each subscriber that is being called.
        deliveries = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                THREAD_TIMEOUT.toMillis(),
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                threads);
        ChangePurge purge = new ChangePurge(
                store.changes(), store.notifications(), retention, NotificationDispatcher.LONGEST_REPETITION);
        feed = new ChangeFeed(store.changes(), context.clock(), purge, WatchService::feedThread);
        sessionWaits = new WaitList<>(
                feed,
                store.sessions(),
                EntityKind.SESSION,
                session -> session.executionResult().status(),
                (session, caller) -> privileges.allows(Privilege.READ, session, caller),
                deliveries);
        resultWaits = new WaitList<>(
                feed,
                store.results(),
                EntityKind.RESULT,
                result -> result.result().status(),
                (result, caller) -> privileges.allows(Privilege.READ, result, caller),
                deliveries);
        subscribers = new SubscriberList(feed, readable, deliveries);
        feed.tell(List.of(sessionWaits, resultWaits, subscribers));
    }

    private static Thread feedThread(Runnable work) {
        Thread thread = new Thread(work, "execution-sessions-changes");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletionStage<Outcome<ExecutionSession>> awaitSession(
            UUID id, Predicate<? super ExecutionSession> isKnown, Duration timeout, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(isKnown, "isKnown");
        requireNonNull(timeout, "timeout");
        requireNonNull(caller, "caller");
        return sessionWaits.await(
                id, isKnown, timeout, caller, () -> sessions.find(id, caller).orElse(null));
    }

    @Override
    public CompletionStage<Outcome<ExecutionResultEntity>> awaitResult(
            UUID id, Predicate<? super ExecutionResultEntity> isKnown, Duration timeout, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(isKnown, "isKnown");
        requireNonNull(timeout, "timeout");
        requireNonNull(caller, "caller");
        return resultWaits.await(
                id, isKnown, timeout, caller, () -> results.find(id, caller).orElse(null));
    }

    @Override
    public Flow.Publisher<Change> changes(@Nullable ChangeCursor after, Set<EntityKind> kinds, Caller caller) {
        Set<EntityKind> copy = Set.copyOf(requireNonNull(kinds, "kinds"));
        requireNonNull(caller, "caller");
        privileges.requireForAnything(caller, Privilege.READ);
        return subscribers.publisher(after, copy, caller);
    }

    @Override
    public Page list(ChangeCursor after, Set<EntityKind> kinds, int limit, Caller caller) {
        requireNonNull(after, "after");
        requireNonNull(kinds, "kinds");
        requireNonNull(caller, "caller");
        if (limit < 1 || limit > PAGE_MAX) {
            throw new IllegalArgumentException("the limit must be from 1 to " + PAGE_MAX + ": " + limit);
        }
        privileges.requireForAnything(caller, Privilege.READ);
        feed.assignPositions();
        List<Change> changes = feed.store().list(after, limit);
        return changes.isEmpty()
                ? new Page(changes, after)
                : new Page(
                        readable.select(changes, kinds, caller),
                        changes.get(changes.size() - 1).cursor());
    }

    @Override
    public ChangeCursor latest() {
        return feed.store().state().latest();
    }

    @Override
    public ChangeCursor before(Instant date) {
        requireNonNull(date, "date");
        feed.assignPositions();
        return feed.store().before(date);
    }

    @Override
    public Statistics statistics() {
        return new Statistics(
                sessionWaits.size() + resultWaits.size(), subscribers.size(), feed.commitsWithoutPosition());
    }

    /** Ends all waits and completes all subscribers. */
    @Override
    public void close() {
        feed.close();
        deliveries.shutdown();
        try {
            deliveries.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
