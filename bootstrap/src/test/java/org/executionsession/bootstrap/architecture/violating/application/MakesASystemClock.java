package org.executionsession.bootstrap.architecture.violating.application;

import java.time.Clock;

/** Breaks ONLY_ENTRY_POINTS_ASK_THE_SYSTEM_CLOCK. */
final class MakesASystemClock {
    private final Clock clock = Clock.systemUTC();

    @Override
    public String toString() {
        return clock.toString();
    }
}
