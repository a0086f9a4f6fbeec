package org.executionsession.application.internal.callback;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.executionsession.domain.model.NotificationDelivery;
import org.executionsession.domain.model.NotificationOutcome;
import org.jspecify.annotations.Nullable;

/**
 * When a failed notification is sent again: after pauses that grow from 5 seconds to 4 hours, until the subscription has failed for 3 days. The
 * pauses are random within a fifth, so that subscriptions that failed together are not all repeated together.
 */
final class RetrySchedule {

    /** How long a subscription can fail until it is disabled. */
    static final Duration PATIENCE = Duration.ofDays(3);

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(4);

    /** How long a notification is repeated at most: the last attempt can come one pause after the patience has ended. */
    static final Duration LONGEST_REPETITION = PATIENCE.plus(LONGEST.multipliedBy(2));

    /** The longest pause for which a receiver can ask. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private static final int FACTOR = 4;

    /** More failures do not make the pause longer. */
    private static final int MAX_EXPONENT = 10;

    private static final double JITTER = 0.2;

    private final DoubleSupplier random;

    /**
     * Creates a schedule.
     *
     * @param random returns random numbers from 0 to 1
     */
    RetrySchedule(DoubleSupplier random) {
        this.random = random;
    }

    /** Returns when the next attempt is due after one that failed now; null to disable the subscription. */
    @Nullable
    Instant next(NotificationDelivery before, NotificationOutcome outcome, Instant now) {
        Instant since = before.failingSince();
        if (outcome.status() == NotificationOutcome.Status.GONE
                || since != null && !now.isBefore(since.plus(PATIENCE))) {
            return null;
        }
        Duration pause = pause(before.failedAttempts());
        Duration asked = outcome.retryAfter();
        if (asked != null) {
            Duration bounded = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
            pause = bounded.compareTo(pause) > 0 ? bounded : pause;
        }
        return now.plus(pause);
    }

    private Duration pause(int failures) {
        double seconds = FIRST.toSeconds() * Math.pow(FACTOR, Math.min(failures, MAX_EXPONENT));
        double bounded = Math.min(seconds, LONGEST.toSeconds());
        return Duration.ofMillis((long) (bounded * (1 + JITTER * (2 * random.getAsDouble() - 1)) * 1_000));
    }
}
