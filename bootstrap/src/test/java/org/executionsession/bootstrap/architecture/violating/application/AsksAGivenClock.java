package org.executionsession.bootstrap.architecture.violating.application;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;

/** Innocent: these times were given to it. */
final class AsksAGivenClock {
    Instant now(Clock clock) {
        return Instant.now(clock);
    }

    Instant then(Date date) {
        return new Date(date.getTime()).toInstant();
    }
}
