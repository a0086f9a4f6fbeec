package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/** Purges old results in batches, and then the recorded tasks that have no results any more. */
final class ResultPurger implements PurgeResults {

    /** Small enough that it hardly delays other writes. */
    static final int BATCH = 100;

    private final ExecutionSessionStore store;
    private final Clock clock;

    ResultPurger(ExecutionSessionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public long purge(Duration retention, BooleanSupplier shouldContinue) {
        requireNonNull(retention, "retention");
        requireNonNull(shouldContinue, "shouldContinue");
        Instant before = clock.instant().minus(retention);
        long results = all(() -> store.purgeResults(before, BATCH), shouldContinue);
        all(() -> store.purgeRecordedTasks(before, BATCH), shouldContinue);
        return results;
    }

    private static long all(IntSupplier batch, BooleanSupplier shouldContinue) {
        long all = 0;
        int purged = BATCH;
        while (purged > 0 && shouldContinue.getAsBoolean()) {
            purged = batch.getAsInt();
            all += purged;
        }
        return all;
    }
}
