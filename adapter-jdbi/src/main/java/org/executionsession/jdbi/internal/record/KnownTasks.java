package org.executionsession.jdbi.internal.record;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;

/**
 * The tasks of sessions that this process knows to be stored, so that most sessions cost no statement for their task. Another process may
 * delete a task; it becomes known again at the latest with the first session after the entry has expired.
 */
public final class KnownTasks {

    private static final long LIFETIME_NANOS = Duration.ofMinutes(10).toNanos();

    /** Sessions of more tasks than this in turn cost a statement more. */
    private static final int MAX = 10_000;

    private final Map<UUID, Entry> entryById = new ConcurrentHashMap<>();

    /** A hash of the values of a task, and when they were stored. */
    private record Entry(long hash, long storedAt) {}

    /** Returns whether a recorded task is stored with these values. */
    boolean contains(Task task) {
        Entry entry = entryById.get(task.id());
        return entry != null
                && entry.hash() == hash(task.content())
                && System.nanoTime() - entry.storedAt() < LIFETIME_NANOS;
    }

    void add(Task task) {
        if (entryById.size() >= MAX) {
            entryById.clear();
        }
        entryById.put(task.id(), new Entry(hash(task.content()), System.nanoTime()));
    }

    void forget(UUID id) {
        entryById.remove(id);
    }

    /** Returns a hash in which, unlike in that of the record, the name has 32 bits of its own. */
    private static long hash(TaskDraft task) {
        AppReference app = task.app();
        return (long) task.name().hashCode() << 32
                ^ task.toBuilder().name("").app(null).build().hashCode()
                ^ (app == null ? 0L : 0x9E3779B97F4A7C15L * app.hashCode());
    }
}
