package org.executionsession.application.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationDelivery;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.model.NotificationOutcome.Status;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final NotificationFailure REASON = new NotificationFailure("reason", "reason");
    private static final NotificationOutcome FAILED = NotificationOutcome.failed(REASON);

    private static NotificationDelivery failed(int times) {
        NotificationDelivery delivery = NotificationDelivery.from(ChangeCursor.START);
        for (int i = 0; i < times; i++) {
            delivery = delivery.failed(ChangeCursor.START, 1, REASON, NOW, NOW);
        }
        return delivery;
    }

    private static NotificationOutcome asking(Duration pause) {
        return new NotificationOutcome(Status.FAILED, REASON, pause);
    }

    @Test
    void pauses_growToFourHours() {
        RetrySchedule schedule = new RetrySchedule(() -> 0.5);
        long[] seconds = {5, 20, 80, 320, 1_280, 5_120, 14_400, 14_400};
        for (int failures = 0; failures < seconds.length; failures++) {
            assertThat(schedule.next(failed(failures), FAILED, NOW)).isEqualTo(NOW.plusSeconds(seconds[failures]));
        }
        assertThat(schedule.next(failed(1_000), FAILED, NOW)).isEqualTo(NOW.plusSeconds(14_400));
    }

    @Test
    void pauses_areRandomWithinAFifth() {
        assertThat(new RetrySchedule(() -> 0).next(failed(0), FAILED, NOW)).isEqualTo(NOW.plusSeconds(4));
        assertThat(new RetrySchedule(() -> 1).next(failed(0), FAILED, NOW)).isEqualTo(NOW.plusSeconds(6));
    }

    @Test
    void retryAfter_countsUpToAnHour() {
        RetrySchedule schedule = new RetrySchedule(() -> 0.5);
        assertThat(schedule.next(failed(0), asking(Duration.ofMinutes(7)), NOW)).isEqualTo(NOW.plusSeconds(420));
        assertThat(schedule.next(failed(0), asking(Duration.ofDays(7)), NOW)).isEqualTo(NOW.plusSeconds(3_600));
        assertThat(schedule.next(failed(2), asking(Duration.ZERO), NOW)).isEqualTo(NOW.plusSeconds(80));
    }

    @Test
    void subscription_isDisabledAfterDaysAndWhenTheReceiverIsGone() {
        RetrySchedule schedule = new RetrySchedule(() -> 0.5);
        Instant end = NOW.plus(RetrySchedule.PATIENCE);
        assertThat(schedule.next(failed(1), FAILED, end.minusMillis(1))).isNotNull();
        assertThat(schedule.next(failed(1), FAILED, end)).isNull();
        assertThat(schedule.next(failed(0), new NotificationOutcome(Status.GONE, REASON, null), NOW))
                .isNull();
    }
}
