package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.function.BooleanSupplier;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/** Deletes expired selections and idempotency keys in batches. */
final class ExpiredDataPurger implements PurgeExpired {

    private final ExecutionSessionStore store;
    private final Clock clock;

    ExpiredDataPurger(ExecutionSessionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public long purge(BooleanSupplier shouldContinue) {
        requireNonNull(shouldContinue, "shouldContinue");
        long all = 0;
        int removed = 1;
        while (removed > 0 && shouldContinue.getAsBoolean()) {
            removed = store.removeExpired(clock.instant());
            all += removed;
        }
        return all;
    }
}
