package org.executionsession.domain.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queue time, run time and success of attempts. */
class TaskAttemptTest {

    private static final Instant CREATED = Instant.parse("2026-11-24T10:00:00Z");
    private static final UUID TASK = UUID.randomUUID();

    private static TaskAttempt attempt(
            TaskExecutionStatus status,
            @Nullable Integer scheduled,
            @Nullable Integer start,
            @Nullable Integer stop,
            int duration) {
        return new TaskAttempt(
                UUID.randomUUID(), null, TASK, status, CREATED, at(scheduled), at(start), at(stop), duration);
    }

    private static @Nullable Instant at(@Nullable Integer millis) {
        return millis == null ? null : CREATED.plusMillis(millis);
    }

    private static @Nullable Long millis(java.util.Optional<Duration> duration) {
        return duration.map(Duration::toMillis).orElse(null);
    }

    @ParameterizedTest
    @CsvSource({
        // It has not started.
        ",,",
        "5,,",
        // From the creation of its result.
        ",0,0",
        ",7,7",
        // Recorded after its start, so nothing is known.
        ",-1,",
        // From the time when it was due, whenever it was recorded.
        "-9,-1,8",
        "-9,7,16",
        // The clocks differ.
        "7,3,0"
    })
    void queueTime_isThatFromTheDueTimeOrTheCreationToTheStart(
            @Nullable Integer scheduled, @Nullable Integer start, @Nullable Long expected) {
        assertThat(millis(attempt(TaskExecutionStatus.STARTED, scheduled, start, null, 0)
                        .queueTime()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1,9,5,5", "1,9,0,8", "1,9,-3,8", "1,1,0,0", "9,1,0,", ",9,0,", "1,,0,", ",,5,5"})
    void runTime_isTheReportedDurationOrThatFromStartToStop(
            @Nullable Integer start, @Nullable Integer stop, int reported, @Nullable Long expected) {
        assertThat(millis(attempt(TaskExecutionStatus.FINISHED_FAIL, null, start, stop, reported)
                        .runTime()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0,false",
        "1,false",
        "2,false",
        "3,false",
        "4,false",
        "5,false",
        "6,true",
        "7,true",
        "8,true",
        "9,false",
        "10,false",
        "11,true",
        "12,false",
        "99,false"
    })
    void onlyExecutedAttempts_haveEnded(int status, boolean ended) {
        TaskAttempt attempt = attempt(new TaskExecutionStatus(status), null, 1, 2, 1);
        assertThat(attempt.isEnded()).isEqualTo(ended);
        assertThat(attempt.runTime().isPresent()).isEqualTo(ended);
        assertThat(attempt.isSuccessful()).isEqualTo(status == 7);
    }

    @Test
    void summary_isOfTheFirstThirtyThatHaveEnded() {
        List<TaskAttempt> attempts = new ArrayList<>();
        attempts.add(attempt(TaskExecutionStatus.STARTED, null, 1, null, 0));
        attempts.add(attempt(TaskExecutionStatus.SKIPPED, null, null, null, 0));
        IntStream.rangeClosed(1, 29)
                .forEach(i -> attempts.add(attempt(TaskExecutionStatus.FINISHED_SUCCESS, 0, i, 100, i)));
        attempts.add(attempt(TaskExecutionStatus.ABORTED, null, null, null, 0));
        attempts.add(attempt(TaskExecutionStatus.FINISHED_SUCCESS, 0, 1, 2, 1_000_000));

        AttemptSummary summary = AttemptSummary.of(attempts);

        DurationSummary expected = new DurationSummary(29, Duration.ofMillis(15), Duration.ofMillis(28));
        assertThat(summary).isEqualTo(new AttemptSummary(30, 29, expected, expected));
        assertThat(AttemptSummary.of(List.of())).isEqualTo(new AttemptSummary(0, 0, null, null));
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,1,2", "3,2,3", "20,10,19", "21,11,20", "30,15,29"})
    void percentiles_areOfTheNearestRank(int count, int median, int p95) {
        List<Duration> durations = IntStream.rangeClosed(1, count)
                .map(i -> count + 1 - i)
                .mapToObj(Duration::ofMillis)
                .toList();
        assertThat(DurationSummary.of(durations))
                .contains(new DurationSummary(count, Duration.ofMillis(median), Duration.ofMillis(p95)));
    }

    @Test
    void messageOfTheDueTime_isReadInAnyLetterCase() {
        ScheduledStart start = new ScheduledStart(Instant.parse("2026-11-24T10:20:30.456789Z"));
        String message = start.message(Instant.parse("2026-11-24T10:20:31Z"));
        assertThat(message).isEqualTo("Scheduled for 2026-11-24T10:20:30.456789Z, started 543 ms later");
        assertThat(ScheduledStart.parse(message)).contains(start);
        assertThat(ScheduledStart.parse(message.toLowerCase(java.util.Locale.ROOT)))
                .contains(start);
        assertThat(ScheduledStart.parse(message.substring(0, ScheduledStart.PREFIX_MAX)))
                .contains(start);
        assertThat(ScheduledStart.parse("Scheduled for tomorrow, started early"))
                .isEmpty();
        assertThat(ScheduledStart.parse("nothing")).isEmpty();
    }
}
