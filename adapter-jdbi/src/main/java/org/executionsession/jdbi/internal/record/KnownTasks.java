package org.executionsession.jdbi.internal.record;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;

/**
 * The tasks of sessions that this process knows to be stored, so that most sessions cost no statement for their task. Another process may
 * remove or rename a task. So an entry expires, and the next session of the task stores it again.
 */
public final class KnownTasks {

    static final Duration LIFETIME = Duration.ofMinutes(10);

    /** The number of entries at which all are dropped. Sessions of more tasks than this in turn cost a query more. */
    static final int MAX_ENTRIES = 10_000;

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final LongSupplier nanoTime;
    private final Map<UUID, Entry> entryById = new ConcurrentHashMap<>();
    private final AtomicLong removals = new AtomicLong();

    public KnownTasks() {
        this(System::nanoTime);
    }

    KnownTasks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A hash of the values of a task, and when it was added. */
    private record Entry(long hash, long addedAt) {}

    /** Returns whether a recorded task is stored with these values. */
    boolean contains(Task task) {
        Entry entry = entryById.get(task.id());
        return entry != null
                && entry.hash() == hash(task.content())
                && nanoTime.getAsLong() - entry.addedAt() < LIFETIME.toNanos();
    }

    /** Returns the number of removals so far, for {@link #addAll}. */
    long removals() {
        return removals.get();
    }

    /**
     * Adds tasks that are stored and committed, unless this process has removed any task meanwhile.
     *
     * @param before the number of removals before the transaction that has stored or read the tasks
     */
    void addAll(Collection<Task> tasks, long before) {
        for (Task task : tasks) {
            if (entryById.size() >= MAX_ENTRIES) {
                entryById.clear();
            }
            entryById.put(task.id(), new Entry(hash(task.content()), nanoTime.getAsLong()));
        }
        // Afterwards: a removal either is counted here, or finds the entries.
        if (removals.get() != before) {
            tasks.forEach(task -> entryById.remove(task.id()));
        }
    }

    /** Drops the entries of tasks that were removed. */
    void removeAll(Collection<UUID> ids) {
        removals.incrementAndGet();
        ids.forEach(entryById::remove);
    }

    int size() {
        return entryById.size();
    }

    /** Returns a hash with 64 bits for the name, since names of tasks are similar, and the hash of a text has collisions. */
    private static long hash(TaskDraft task) {
        long hash = FNV_BASIS;
        String name = task.name();
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return hash * FNV_PRIME + task.hashCode();
    }
}
