package org.executionsession.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;
import org.executionsession.benchmarks.session.EventReader;
import org.executionsession.benchmarks.session.EventReader.Event;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;

/** Clients that read events, disconnect at random, and resume at any server. */
final class EventReaders {

    private static final Duration RETRY_AFTER = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MOST_EVENTS_OF_CONNECTION = 2_000;

    private final IntFunction<URI> servers;
    private final List<Reader> readers = new ArrayList<>();
    private final CountDownLatch begun;
    private volatile String last = "";

    EventReaders(IntFunction<URI> servers, int count, long seed) {
        this.servers = servers;
        begun = new CountDownLatch(count);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            readers.add(new Reader(random.nextLong()));
        }
    }

    /** What all readers together have seen. */
    record Outcome(
            long connections,
            long events,
            long missed,
            long unknown,
            long notInOrder,
            long olderVersions,
            long resets,
            long behind) {

        boolean passed() {
            return missed + unknown + notInOrder + olderVersions + resets + behind == 0;
        }

        void addTo(Table table) {
            table.row("connections of readers of events", Figures.whole(connections))
                    .row("events that they have read", Figures.whole(events))
                    .row("events that are missing", Figures.whole(missed))
                    .row("events that are not in the feed", Figures.whole(unknown))
                    .row("events that came twice, or not in the order of the feed", Figures.whole(notInOrder))
                    .row("events with an older version than an earlier one", Figures.whole(olderVersions))
                    .row("resets", Figures.whole(resets))
                    .row("readers without the last session", Figures.whole(behind));
        }
    }

    /** Begins all streams, and waits until they are open. */
    void begin(Executor threads) throws InterruptedException {
        readers.forEach(threads::execute);
        begun.await();
    }

    /** Waits until all have seen the creation of the last session, and compares them with the feed. */
    Outcome awaitCreation(String id, List<FeedReader.Seen> changes) throws InterruptedException {
        last = id;
        long end = System.nanoTime() + PATIENCE.toNanos();
        long behind = 0;
        for (Reader reader : readers) {
            if (!reader.done.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                behind++;
            }
        }
        Set<String> deleted = new HashSet<>();
        changes.stream()
                .filter(change -> change.type() == ChangeType.DELETE)
                .forEach(change -> deleted.add(change.id()));
        Outcome sum = new Outcome(0, 0, 0, 0, 0, 0, 0, behind);
        for (Reader reader : readers) {
            sum = reader.add(sum, changes, deleted);
        }
        return sum;
    }

    private final class Reader implements Runnable {

        private final Random choices;
        private final CountDownLatch done = new CountDownLatch(1);
        private final Set<ChangeCursor> seen = new HashSet<>();
        private final Map<String, Integer> versions = new HashMap<>();
        private ChangeCursor start;
        private String lastId;
        private String lastEvent;
        private long connections;
        private long events;
        private long notInOrder;
        private long olderVersions;
        private long resets;

        Reader(long seed) {
            choices = new Random(seed);
        }

        @Override
        public void run() {
            while (done.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
                try (EventReader reader = new EventReader(servers.apply(choices.nextInt(2)), lastId)) {
                    synchronized (this) {
                        connections++;
                    }
                    for (int i = choices.nextInt(MOST_EVENTS_OF_CONNECTION); i >= 0 && done.getCount() > 0; i--) {
                        Event event = reader.next();
                        lastId = reader.lastId();
                        if (start == null) {
                            start = ChangeCursor.parse(lastId);
                            begun.countDown();
                        }
                        if (event != null) {
                            add(event);
                        }
                        // Heartbeats come also after the last event.
                        if (versions.containsKey(last)) {
                            done.countDown();
                        }
                    }
                } catch (IOException cut) {
                    WatchCrash.pause(RETRY_AFTER);
                }
            }
        }

        private synchronized void add(Event event) {
            events++;
            if (event.type().equals("reset")) {
                resets++;
                return;
            }
            boolean ofSession = event.id().endsWith("s");
            ChangeCursor cursor = ChangeCursor.parse(
                    ofSession ? event.id().substring(0, event.id().length() - 1) : event.id());
            if (lastEvent != null && compare(lastEvent, event.id()) >= 0) {
                notInOrder++;
            }
            lastEvent = event.id();
            if (!ofSession) {
                seen.add(cursor);
            }
            String session = event.data().path("objectID").asText();
            if (event.data().has("object")) {
                int version =
                        event.data().at("/object/executionResult/duration").asInt();
                Integer before = versions.put(session, version);
                if (before != null && before > version) {
                    olderVersions++;
                }
            }
        }

        private int compare(String one, String other) {
            int order = cursor(one).compareTo(cursor(other));
            return order != 0 ? order : Boolean.compare(one.endsWith("s"), other.endsWith("s"));
        }

        private ChangeCursor cursor(String id) {
            return ChangeCursor.parse(id.endsWith("s") ? id.substring(0, id.length() - 1) : id);
        }

        synchronized Outcome add(Outcome sum, List<FeedReader.Seen> changes, Set<String> deleted) {
            long missed = 0;
            Set<ChangeCursor> unknown = new HashSet<>(seen);
            for (FeedReader.Seen change : changes) {
                boolean isSeen = unknown.remove(change.cursor());
                boolean mayBeMissing = change.type() != ChangeType.DELETE && deleted.contains(change.id())
                        || change.cursor().compareTo(start) <= 0;
                if (!isSeen && !mayBeMissing) {
                    missed++;
                }
            }
            return new Outcome(
                    sum.connections() + connections,
                    sum.events() + events,
                    sum.missed() + missed,
                    sum.unknown() + unknown.size(),
                    sum.notInOrder() + notInOrder,
                    sum.olderVersions() + olderVersions,
                    sum.resets() + resets,
                    sum.behind());
        }
    }
}
