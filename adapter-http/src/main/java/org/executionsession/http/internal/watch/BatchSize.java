package org.executionsession.http.internal.watch;

/** How many changes are read together next: fewer after large entities, and twice as many after small ones, up to a maximum. */
public final class BatchSize {

    private final int max;
    private int next;

    /** Creates a size that begins with its maximum. */
    public BatchSize(int max) {
        this.max = max;
        this.next = max;
    }

    public int next() {
        return next;
    }

    /** Notes what was read. After a large entity that was read alone, the next one is probably large, too. */
    public void read(ChangedEntities batch) {
        if (!batch.isComplete()) {
            next = Math.max(1, batch.complete().size());
        } else if (!batch.isLarge()) {
            next = Math.min(max, next * 2);
        }
    }
}
