package org.executionsession.http.internal.watch;

/** How many changes are read together next: fewer after large entities, and twice as many after small ones, up to a maximum. */
public final class BatchSize {

    private final int max;
    private int next;

    public BatchSize(int max) {
        this.max = max;
        this.next = max;
    }

    public int next() {
        return next;
    }

    /** Notes how many changes of a batch had entities that were small enough together. */
    public void completed(int changes, int batch) {
        next = changes < batch ? Math.max(1, changes) : Math.min(max, next * 2);
    }
}
