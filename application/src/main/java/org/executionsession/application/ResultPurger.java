package org.executionsession.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/** Purges results batch by batch. */
final class ResultPurger implements PurgeResults {

    /** As much as others hardly notice while they wait for their turn to write. */
    static final int BATCH = 100;

    private final ExecutionSessionStore store;
    private final Clock clock;

    ResultPurger(ExecutionSessionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public long forget(Duration kept, BooleanSupplier shouldContinue) {
        Instant before = clock.instant().minus(kept);
        long all = 0;
        int forgotten = BATCH;
        while (forgotten > 0 && shouldContinue.getAsBoolean()) {
            forgotten = store.purgeResults(before, BATCH);
            all += forgotten;
        }
        return all;
    }
}
