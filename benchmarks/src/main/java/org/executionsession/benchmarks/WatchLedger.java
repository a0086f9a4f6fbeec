package org.executionsession.benchmarks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.executionsession.benchmarks.session.WatchClient.Version;

/** The changes that servers have acknowledged. */
final class WatchLedger {

    private final AtomicLong acknowledged = new AtomicLong();
    private final ConcurrentLinkedQueue<Version> versions = new ConcurrentLinkedQueue<>();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    /** When the latest version of each live session was acknowledged. */
    private final Map<String, Acknowledged> live = new ConcurrentHashMap<>();

    private record Acknowledged(int number, long nanos) {}

    void created(Version version) {
        updated(version);
    }

    void updated(Version version) {
        acknowledged.incrementAndGet();
        versions.add(version);
        live.put(version.id(), new Acknowledged(version.number(), System.nanoTime()));
    }

    void deleted(Version version) {
        acknowledged.incrementAndGet();
        deleted.add(version.id());
        live.remove(version.id());
    }

    /** Nobody changes the session any more. It is not known whether its last change was made. */
    void abandon(Version version) {
        live.remove(version.id());
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Returns a live session; null if there is none. */
    String choose(Random choices) {
        List<String> ids = new ArrayList<>(live.keySet());
        return ids.isEmpty() ? null : ids.get(choices.nextInt(ids.size()));
    }

    /** Returns when a version was acknowledged, if it is the latest one; the given time if it is not acknowledged yet. */
    OptionalLong when(String id, int number, long now) {
        Acknowledged latest = live.get(id);
        if (latest == null || latest.number() > number) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(latest.number() == number ? latest.nanos() : now);
    }

    /** Returns whether a later version was acknowledged before a time. */
    boolean isOutdated(String id, int number, long nanos) {
        Acknowledged latest = live.get(id);
        return latest != null && latest.number() > number && latest.nanos() < nanos;
    }

    /** Returns how many acknowledged changes the feed does not have. */
    long notIn(List<FeedReader.Seen> changes) {
        Set<String> seen = new HashSet<>();
        changes.forEach(change -> seen.add(change.key()));
        return versions.stream()
                        .filter(version -> !seen.contains(FeedReader.key(version.id(), version.modifiedDate())))
                        .count()
                + deleted.stream()
                        .filter(id -> !seen.contains(FeedReader.key(id, null)))
                        .count();
    }
}
