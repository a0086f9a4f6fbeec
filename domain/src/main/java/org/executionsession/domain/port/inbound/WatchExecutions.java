package org.executionsession.domain.port.inbound;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.exception.SlowSubscriberException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Watches sessions, results and tasks: waits for a change of one of them, and subscribes to all changes. Changes of other processes are
 * noticed too, after a moment.
 *
 * <p>The methods use transactions of the store also if the calling thread is in one of the application. They see what is committed.
 *
 * <p>A caller sees only changes of entities that it may read. A deleted entity is not there any more, so its deletion is seen by everybody who
 * may read anything: its id, its kind, and for a result its session.
 */
public interface WatchExecutions {

    /** How many changes a subscriber can be behind before it is ended. */
    int BUFFER = 1_024;

    /** The maximum number of changes of a page. */
    int PAGE_MAX = 1_000;

    /**
     * Waits until a session differs from what the caller knows, or has ended: it does not exist, or the status of its result is {@linkplain
     * TaskExecutionStatus#TERMINAL terminal}. It reads the session once, in the calling thread. Then no thread and no connection waits.
     *
     * <p>The stage completes in a thread of the library. Actions that depend on it must not block; otherwise add them with a method such as
     * {@link CompletionStage#thenAcceptAsync}. Cancelling the future of {@link CompletionStage#toCompletableFuture()} ends the wait.
     *
     * @param id the session; not null
     * @param isKnown returns whether a session is the one that the caller knows, such as {@code known::equals}; not null. It is called in
     *     several threads
     * @param timeout how long to wait; not null
     * @param caller the caller; not null
     * @return completes with the outcome; with a {@link CancellationException} if the library is closed
     * @throws AccessDeniedException if the caller may read no session
     * @throws StoreUnavailableException if the store cannot be reached. While a wait lasts, an outage only delays it
     */
    CompletionStage<Outcome<ExecutionSession>> awaitSession(
            UUID id, Predicate<? super ExecutionSession> isKnown, Duration timeout, Caller caller);

    /**
     * Waits until a result differs from what the caller knows, or has ended, as {@link #awaitSession} does.
     *
     * @param id the result; not null
     * @param isKnown returns whether a result is the one that the caller knows; not null
     * @param timeout how long to wait; not null
     * @param caller the caller; not null
     * @return as above
     * @throws AccessDeniedException if the caller may read no result
     * @throws StoreUnavailableException as above
     */
    CompletionStage<Outcome<ExecutionResultEntity>> awaitResult(
            UUID id, Predicate<? super ExecutionResultEntity> isKnown, Duration timeout, Caller caller);

    /**
     * Returns a publisher of changes. Each subscriber gets all changes behind the cursor, once and in the order of the feed. It can store the
     * cursor of the last change that it has handled, and later subscribe with it again.
     *
     * <p>A subscriber is called in threads of the library, one call at a time. It is ended with a {@link SlowSubscriberException} if it is more
     * than {@value #BUFFER} changes behind, except while it reads those from before its subscription; with a {@link CursorExpiredException} if
     * the feed has no longer all changes behind its cursor; and with a {@link StoreUnavailableException} if the changes from before its
     * subscription cannot be read. It is completed when the library is closed.
     *
     * @param after the cursor; null for changes that are committed from now on. The publisher may also have some from a moment before
     * @param kinds the kinds of entities; not null
     * @param caller the caller; not null
     * @return the publisher
     * @throws AccessDeniedException if the caller may read nothing
     */
    Flow.Publisher<Change> changes(@Nullable ChangeCursor after, Set<EntityKind> kinds, Caller caller);

    /**
     * Reads a page of changes, for a reader that polls.
     *
     * @param after the cursor; not null
     * @param kinds the kinds of entities; not null
     * @param limit the maximum number of changes; from 1 to {@value #PAGE_MAX}
     * @param caller the caller; not null
     * @return the page; never null
     * @throws AccessDeniedException if the caller may read nothing
     * @throws CursorExpiredException if the feed has no longer all changes behind the cursor
     * @throws IllegalArgumentException if the limit is out of range
     * @throws StoreUnavailableException if the store cannot be reached
     */
    Page list(ChangeCursor after, Set<EntityKind> kinds, int limit, Caller caller);

    /**
     * Returns the place in the feed behind the last change.
     *
     * @return the cursor; never null
     * @throws StoreUnavailableException if the store cannot be reached
     */
    ChangeCursor latest();

    /**
     * Returns the place in the feed before the first change that has a date or a later one.
     *
     * @param date the date; not null
     * @return the cursor; never null
     * @throws CursorExpiredException if the feed has no longer all changes since the date
     * @throws StoreUnavailableException if the store cannot be reached
     */
    ChangeCursor before(Instant date);

    /**
     * Returns how much is watched, for metrics. It reads nothing from the store.
     *
     * @return never null
     */
    Statistics statistics();

    /** How a wait ended. */
    enum Reason {
        /** The entity differs from what the caller knows. */
        CHANGED,
        /** The entity does not exist, or has a terminal status. */
        ENDED,
        /** The time is over. */
        TIMEOUT
    }

    /**
     * The outcome of a wait.
     *
     * @param <E> the entity
     * @param reason how it ended; never null
     * @param entity the entity now; null if it does not exist or the caller may not read it, and after a timeout
     */
    record Outcome<E extends AuditedEntity>(
            Reason reason, @Nullable E entity) {

        /** Rejects null. */
        public Outcome {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * A page of changes.
     *
     * @param changes the changes in their order; never null
     * @param next the cursor for the next page. If it is the cursor of this page, there are no further changes yet; otherwise there may be, even
     *     if this page is empty
     */
    record Page(List<Change> changes, ChangeCursor next) {

        /** Rejects null, and copies the list. */
        public Page {
            requireNonNull(changes, "changes");
            changes = List.copyOf(changes);
            requireNonNull(next, "next");
        }
    }

    /**
     * How much is watched.
     *
     * @param waits the number of waits
     * @param subscribers the number of subscribers
     * @param commitsWithoutPosition the number of commits of this process for which it has not made sure that they have a position in the
     *     feed
     */
    record Statistics(int waits, int subscribers, long commitsWithoutPosition) {}
}
