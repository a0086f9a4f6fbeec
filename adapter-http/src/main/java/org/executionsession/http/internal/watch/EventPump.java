package org.executionsession.http.internal.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the changes and the changed entities once for several streams, and gives the events to them.
 *
 * <p>A stream that begins or resumes reads the changes behind its place first, together with others that do. When there are none left, it
 * becomes live: it gets the changes to which the pump has subscribed. A live stream that has no room for a large event reads by itself again. All reads are in one thread at a time, so the entity in a later event of
 * a stream is never older than in an earlier one.
 */
final class EventPump {

    private static final Logger LOG = LoggerFactory.getLogger(EventPump.class);

    /** How many changes may wait for the pump. */
    private static final int DEMAND = 512;

    static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    /** How much a pump does at a time. */
    enum Pace {
        /** All that there is to do. */
        FREE(32, Duration.ofDays(1)),

        /** A step, after which the pumps of other callers have their turns. It compares no further change after a tenth of a second of comparisons. */
        TURNS(4, Duration.ofMillis(100));

        /** The maximum number of changes that are handled together; their entities are in memory. */
        private final int batch;

        /** How long a step compares changes with the filters of streams. The changes are read again for the streams that have not got them then. */
        private final long nanos;

        Pace(int batch, Duration time) {
            this.batch = batch;
            this.nanos = time.toNanos();
        }
    }

    private final WatchExecutions watch;
    private final Caller reader;
    private final Pace pace;
    private final Map<EntityKind, EventKind<?>> kinds = new EnumMap<>(EntityKind.class);
    private final Executor executor;
    private final Consumer<Runnable> later;
    private final LongAdder slowStreams;
    private final LongSupplier nanoClock;

    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger triggers = new AtomicInteger();

    // Guarded by the lock.
    private final Object lock = new Object();
    private final Deque<Change> received = new ArrayDeque<>();
    private Subscriber subscriber;

    /** The place of the live streams; only the running thread uses it. */
    private ChangeCursor place;

    /** The changed sessions of the last position that was read live; only the running thread uses it. */
    private ChangedSessions changedSessions = new ChangedSessions();

    /** How many live changes are handled together, and how many older ones; only the running thread uses them. */
    private final BatchSize liveBatch;

    private final BatchSize olderBatch;

    /** What is left of the time of a step; only the running thread uses it. */
    private long nanosLeft;

    /** Whether the older changes are handled before the live ones, as in every other step: the first can use all of its time. */
    private boolean olderFirst;

    private boolean failed;

    /**
     * Creates a pump without streams.
     *
     * @param reader the caller in whose name changes and entities are read
     * @param pace how much it does at a time
     * @param executor runs the pump
     * @param later runs an action after a pause
     * @param slowStreams counts streams that were closed as too slow
     * @param nanoClock the time
     */
    EventPump(
            UseCases useCases,
            Caller reader,
            Pace pace,
            Executor executor,
            Consumer<Runnable> later,
            LongAdder slowStreams,
            LongSupplier nanoClock) {
        watch = useCases.watchExecutions();
        this.reader = reader;
        this.pace = pace;
        liveBatch = new BatchSize(pace.batch);
        olderBatch = new BatchSize(pace.batch);
        this.executor = executor;
        this.later = later;
        this.slowStreams = slowStreams;
        this.nanoClock = nanoClock;
        EventSelection.KINDS.forEach(kind -> kinds.put(kind, EventKind.of(kind, useCases)));
    }

    /** Returns the caller in whose name it reads. */
    Caller reader() {
        return reader;
    }

    void add(EventStream stream) {
        stream.onRoom(this::trigger);
        streams.add(stream);
        trigger();
    }

    /** Removes a stream, if it has it. Returns whether it has no streams any more; it then stops to read. */
    boolean isEmptyWithout(EventStream stream) {
        if (streams.remove(stream) && streams.isEmpty()) {
            trigger();
        }
        return streams.isEmpty();
    }

    /** Runs the pump soon, in one thread at a time. */
    void trigger() {
        if (triggers.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException stopped) {
            triggers.set(0);
        } catch (OutOfMemoryError noThread) {
            // The next trigger tries again.
            triggers.set(0);
            throw noThread;
        }
    }

    private void run() {
        int handled = triggers.get();
        do {
            if (runTurn()) {
                // Still triggered, so nothing else runs the pump before.
                execute();
                return;
            }
            handled = triggers.addAndGet(-handled);
        } while (handled > 0);
    }

    /** Returns whether there can be more to do in the next turn. */
    private boolean runTurn() {
        try {
            boolean more = step();
            while (more && pace != Pace.TURNS) {
                more = step();
            }
            succeeded();
            return more;
        } catch (AccessDeniedException denied) {
            endAll();
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
        return false;
    }

    /** Handles one batch of live changes, and one of older changes, in the time of one step. Returns whether there can be more. */
    private boolean step() {
        if (streams.isEmpty()) {
            unsubscribe();
            return false;
        }
        subscribe();
        nanosLeft = pace.nanos;
        olderFirst = !olderFirst;
        boolean first = olderFirst ? handleOlder() : handleReceived();
        if (nanosLeft <= 0) {
            return true;
        }
        boolean second = olderFirst ? handleReceived() : handleOlder();
        return first || second;
    }

    private void succeeded() {
        if (failed) {
            failed = false;
            LOG.warn("the streams of events work again");
        }
    }

    private void failed(Throwable failure) {
        if (!failed) {
            failed = true;
            LOG.warn("the streams of events cannot read changes, and try again: {}", failure.toString());
            if (!(failure instanceof ExecutionSessionException)) {
                LOG.warn("the failure of the streams of events", failure);
            }
        }
        later.accept(this::trigger);
    }

    private void endAll() {
        unsubscribe();
        streams.forEach(EventStream::end);
    }

    // The subscription

    private void subscribe() {
        Subscriber next;
        synchronized (lock) {
            if (subscriber != null && !subscriber.ended || !received.isEmpty()) {
                return;
            }
            next = new Subscriber();
        }
        if (place == null) {
            place = watch.latest();
        }
        Flow.Publisher<Change> changes = watch.changes(place, EventSelection.KINDS, reader);
        synchronized (lock) {
            subscriber = next;
        }
        changes.subscribe(next);
    }

    private void unsubscribe() {
        Subscriber last;
        synchronized (lock) {
            last = subscriber;
            subscriber = null;
            received.clear();
            place = null;
        }
        if (last != null) {
            last.cancel();
        }
    }

    /** Receives the changes; each subscription has its own. */
    private final class Subscriber implements Flow.Subscriber<Change> {

        private volatile Flow.Subscription subscription;

        /** Guarded by the lock. */
        private boolean ended;

        /** Guarded by the lock. */
        private boolean expired;

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            boolean cancelled;
            synchronized (lock) {
                cancelled = subscriber != this;
            }
            if (cancelled) {
                begun.cancel();
            } else {
                begun.request(DEMAND);
            }
        }

        void cancel() {
            Flow.Subscription begun = subscription;
            if (begun != null) {
                begun.cancel();
            }
        }

        @Override
        public void onNext(Change change) {
            synchronized (lock) {
                if (subscriber != this) {
                    return;
                }
                received.addLast(change);
            }
            trigger();
        }

        @Override
        public void onError(Throwable failure) {
            synchronized (lock) {
                ended = true;
                expired = failure instanceof CursorExpiredException;
            }
            later.accept(EventPump.this::trigger);
        }

        @Override
        public void onComplete() {
            // The library is closed.
            streams.forEach(EventStream::end);
        }
    }

    // Live streams

    private boolean handleReceived() {
        List<Change> batch = new ArrayList<>();
        Subscriber from;
        boolean expired;
        synchronized (lock) {
            from = subscriber;
            for (Change next = received.peekFirst();
                    next != null && batch.size() < liveBatch.next();
                    next = received.peekFirst()) {
                batch.add(received.removeFirst());
            }
            expired = batch.isEmpty() && from != null && from.expired;
            if (expired) {
                subscriber = null;
            }
        }
        if (expired) {
            // The streams find out by themselves, from their own places.
            place = null;
            streams.forEach(stream -> stream.setLive(false));
            return true;
        }
        if (batch.isEmpty()) {
            return false;
        }
        ChangedEntities entities;
        try {
            entities = entities(batch);
        } catch (RuntimeException | Error failure) {
            giveBack(batch);
            throw failure;
        }
        List<Change> complete = entities.complete();
        liveBatch.read(entities);
        giveBack(batch.subList(complete.size(), batch.size()));
        if (complete.isEmpty()) {
            return true;
        }
        ChangedSessions sessions = changedSessions.copy();
        List<StreamedChange> changes = streamed(complete, entities, sessions);
        for (EventStream stream : streams) {
            Offer offer = stream.isLive() ? offerAll(stream, changes) : Offer.COMPLETE;
            if (offer == Offer.NO_TIME) {
                // The streams ignore the changes that they have got, next time.
                giveBack(complete);
                return true;
            }
            if (offer == Offer.NO_ROOM) {
                if (stream.refusedLarge()) {
                    stream.setLive(false);
                } else {
                    slowStreams.increment();
                    stream.abort();
                }
            }
        }
        changedSessions = sessions;
        place = complete.get(complete.size() - 1).cursor();
        if (from != null) {
            from.subscription.request(complete.size());
        }
        return true;
    }

    /** Puts changes back at the front of those that were received. */
    private void giveBack(List<Change> changes) {
        synchronized (lock) {
            for (int i = changes.size() - 1; i >= 0; i--) {
                received.addFirst(changes.get(i));
            }
        }
    }

    /** How far a stream has got several changes. */
    private enum Offer {
        COMPLETE,
        NO_ROOM,
        NO_TIME
    }

    /** Offers changes to a stream. The time is checked before each of them: one filter can take long. */
    private Offer offerAll(EventStream stream, List<StreamedChange> changes) {
        EventId got = stream.position();
        for (StreamedChange change : changes) {
            if (change.id().compareTo(got) <= 0) {
                // It takes no time, so that each turn has time for another change.
                continue;
            }
            if (nanosLeft <= 0) {
                return Offer.NO_TIME;
            }
            long begin = nanoClock.getAsLong();
            boolean hasRoom = stream.offer(change);
            nanosLeft -= nanoClock.getAsLong() - begin;
            if (!hasRoom) {
                return Offer.NO_ROOM;
            }
        }
        return Offer.COMPLETE;
    }

    // Streams behind the live changes

    private boolean handleOlder() {
        List<EventStream> behind = streams.stream()
                .filter(stream -> !stream.isLive() && !stream.hasEnded() && stream.hasRoom())
                .toList();
        if (behind.isEmpty()) {
            return false;
        }
        ChangeCursor first = behind.stream()
                .map(stream -> stream.position().next())
                .min(ChangeCursor::compareTo)
                .orElseThrow();
        WatchExecutions.Page page;
        try {
            page = watch.list(first, EventSelection.KINDS, olderBatch.next(), reader);
        } catch (CursorExpiredException expired) {
            EventId now = EventId.behind(watch.latest());
            behind.stream()
                    .filter(stream -> stream.position().next().equals(first))
                    .forEach(stream -> stream.reset(now, "the changes since the last event are no longer known"));
            return true;
        }
        if (page.next().equals(first)) {
            // The others are asked for by themselves: their place can be one that the feed does not have.
            behind.stream()
                    .filter(stream -> stream.position().next().equals(first))
                    .forEach(stream -> stream.setLive(true));
            return true;
        }
        ChangedEntities entities = entities(page.changes());
        List<Change> complete = entities.complete();
        olderBatch.read(entities);
        List<StreamedChange> changes = streamed(complete, entities, changedUntil(first));
        for (EventStream stream : behind) {
            Offer offer = offerAll(stream, changes);
            if (offer == Offer.NO_TIME) {
                return true;
            }
            if (offer == Offer.COMPLETE && entities.isComplete()) {
                stream.advance(EventId.behind(page.next()));
            }
        }
        return true;
    }

    /** Returns the sessions that were changed at the position of a place, which can be in the middle of it. */
    private ChangedSessions changedUntil(ChangeCursor place) {
        ChangedSessions sessions = new ChangedSessions();
        if (place.position() == 0 || place.index() == Integer.MAX_VALUE) {
            return sessions;
        }
        ChangeCursor from = ChangeCursor.after(place.position() - 1);
        while (from.compareTo(place) < 0) {
            WatchExecutions.Page page = watch.list(from, EventSelection.KINDS, Pace.FREE.batch, reader);
            page.changes().stream()
                    .filter(change -> change.cursor().compareTo(place) <= 0)
                    .forEach(sessions::add);
            if (page.next().equals(from)) {
                return sessions;
            }
            from = page.next();
        }
        return sessions;
    }

    // Entities

    private ChangedEntities entities(List<Change> batch) {
        return ChangedEntities.readWithSessions(
                batch, (kind, ids, consumer) -> kinds.get(kind).read(ids, reader, consumer));
    }

    private static List<StreamedChange> streamed(
            List<Change> changes, ChangedEntities entities, ChangedSessions sessions) {
        List<StreamedChange> streamed = new ArrayList<>();
        for (Change change : changes) {
            sessions.add(change);
            EntityChange entity = change.entity();
            streamed.add(new StreamedChange(
                    new EventId(change.cursor(), false),
                    entity.type(),
                    entity.kind(),
                    entity.id(),
                    change.date(),
                    entity.properties(),
                    entities.get(entity)));
            addChangeOfSession(change, sessions, entities, streamed);
        }
        return streamed;
    }

    private static void addChangeOfSession(
            Change change, ChangedSessions own, ChangedEntities entities, List<StreamedChange> streamed) {
        EntityChange ofSession = ChangedEntities.changeOfSession(change.entity());
        if (ofSession == null || own.contains(ofSession.id())) {
            return;
        }
        if (entities.get(ofSession) instanceof ExecutionSession session
                && session.executionResult().id().equals(change.entity().id())) {
            streamed.add(new StreamedChange(
                    EventId.behind(change.cursor()),
                    ofSession.type(),
                    ofSession.kind(),
                    ofSession.id(),
                    change.date(),
                    ofSession.properties(),
                    session));
        }
    }
}
