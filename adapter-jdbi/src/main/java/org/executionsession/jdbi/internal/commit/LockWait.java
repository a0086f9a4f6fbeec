package org.executionsession.jdbi.internal.commit;

import java.time.Duration;

/**
 * How long a transaction with several writes waits for the locks of other transactions. The first statement that finds a lock may wait;
 * after that, the others hardly wait, so that many writes that are locked out do not add up.
 */
enum LockWait {
    /** All writes of the store are in such a transaction at first, and wait with those that are locked out. */
    SHORT(Duration.ofMillis(5)),

    /**
     * Only writes that were locked out before are in such a transaction. It waits in the queue of the database, which is fair: a lock that
     * others take all the time, for a few milliseconds each, is never found free by short waits.
     */
    LONG(Duration.ofMillis(250));

    private static final Duration FURTHER = Duration.ofMillis(1);

    private final Duration first;

    LockWait(Duration first) {
        this.first = first;
    }

    /** Returns how long statements wait until one has waited in vain. */
    Duration first() {
        return first;
    }

    /** Returns how long they wait after that. */
    Duration further() {
        return FURTHER;
    }
}
