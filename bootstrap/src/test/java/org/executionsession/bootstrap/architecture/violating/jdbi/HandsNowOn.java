package org.executionsession.bootstrap.architecture.violating.jdbi;

import java.time.Instant;
import java.util.function.Supplier;

/** Breaks ONLY_ENTRY_POINTS_ASK_THE_SYSTEM_CLOCK by a method reference. */
final class HandsNowOn {
    Supplier<Instant> now() {
        return Instant::now;
    }
}
