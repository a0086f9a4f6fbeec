package org.executionsession.application;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.executionsession.application.internal.size.EntitySize;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.AuditedEntity;

/**
 * Limits the memory of the entities that requests hold, because they change them, refer to them or create them. A request of a few bytes can
 * need megabytes of them, which no limit of bodies sees: a new detail of two bytes takes a thousand. Sizes are those of {@link EntitySize} and
 * {@link AuditedEntity#detailBytes}.
 */
final class EntityBudget {

    /** A part of the heap, as for large bodies. */
    private static final int HEAP_DIVISOR = 32;

    /** The bytes of each request that do not count, so that ordinary ones pass even if large ones use up the budget. */
    private static final long FREE = 16 * 1024;

    private final long maxReferenced;
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /**
     * Creates a budget for all requests.
     *
     * @param maxReferenced the maximum number of bytes that one request refers to
     */
    EntityBudget(long maxReferenced) {
        this(maxReferenced, Math.max(2 * maxReferenced, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR));
    }

    EntityBudget(long maxReferenced, long limit) {
        this.maxReferenced = maxReferenced;
        this.limit = limit;
    }

    /** Returns the maximum number of bytes that one request refers to. */
    long maxReferenced() {
        return maxReferenced;
    }

    /**
     * Takes a part of the budget.
     *
     * @throws OverloadedException if concurrent requests use the rest
     */
    void take(long bytes) {
        if (bytes <= 0) {
            return;
        }
        // A request that does not get its part must not take it even for a moment: another one that fits would be
        // rejected.
        long before = used.getAndUpdate(now -> now + bytes > limit ? now : now + bytes);
        if (before + bytes > limit) {
            throw new OverloadedException("too many concurrent requests change, create or refer to large entities");
        }
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Returns how many bytes are taken. */
    long used() {
        return used.get();
    }

    /** Holds the entity that a request changes, or those that it creates, until it is closed. */
    final class Held implements AutoCloseable {

        private long size;
        private long taken;

        /**
         * Reads the entity, which replaces the one that an earlier attempt has read. An entity that is larger than the whole budget can still
         * be changed while no other request holds a part of it.
         *
         * @throws OverloadedException if concurrent requests use the rest of the budget
         */
        <E extends AuditedEntity> E read(Supplier<E> read) {
            close();
            E entity = read.get();
            add(entity.detailBytes());
            return entity;
        }

        /**
         * Holds new entities.
         *
         * @throws OverloadedException if concurrent requests use the rest of the budget
         */
        void created(List<? extends AuditedEntity> entities) {
            add(entities.stream().mapToLong(EntitySize::ofNewDetails).sum());
        }

        /**
         * Holds the new version of an entity, too.
         *
         * @throws OverloadedException if concurrent requests use the rest of the budget
         */
        void changed(AuditedEntity next, AuditedEntity read) {
            add(EntitySize.ofNewDetails(next, read));
        }

        private void add(long bytes) {
            size += bytes;
            // What remains is for the references of the same request.
            long wanted = Math.min(Math.max(0, size - FREE), limit - maxReferenced);
            take(wanted - taken);
            taken = wanted;
        }

        @Override
        public void close() {
            giveBack(taken);
            taken = 0;
            size = 0;
        }
    }
}
