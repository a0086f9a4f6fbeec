package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.executionsession.application.support.MovingClock;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PurgeResultsTest {

    private static final Duration KEPT = Duration.ofDays(90);
    private static final Caller JO = new Caller("ACME", "jo");

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:20:30.456Z"));
    private final ExecutionSessions library = ExecutionSessions.inMemory(clock);

    @AfterEach
    void close() {
        library.close();
    }

    @Test
    void results_arePurgedAfterTheirRetention() {
        end(create(TaskExecutionStatus.STARTED));
        ExecutionSession finished = create(TaskExecutionStatus.FINISHED_SUCCESS);
        clock.pass(KEPT);
        ExecutionSession next = create(TaskExecutionStatus.FINISHED_SUCCESS);
        assertThat(forget()).isZero();
        clock.pass(Duration.ofMillis(1));
        assertThat(forget()).isEqualTo(2);
        assertThat(library.findExecutionSessions().find(finished.id(), JO)).isEmpty();
        assertThat(library.findExecutionSessions().find(next.id(), JO)).contains(next);
        assertThat(results()).isOne();
    }

    @Test
    void purging_continuesUntilNothingIsLeftOrItIsStopped() {
        int many = 3 * ResultPurger.BATCH + 1;
        Stream.generate(() -> create(TaskExecutionStatus.FINISHED_FAIL))
                .limit(many)
                .forEach(this::end);
        clock.pass(KEPT.plusMillis(1));
        AtomicInteger asked = new AtomicInteger();
        assertThat(library.purgeResults().purge(KEPT, () -> asked.incrementAndGet() < 2))
                .isEqualTo(ResultPurger.BATCH);
        assertThat(results()).isEqualTo(many - ResultPurger.BATCH);
        assertThat(forget()).isEqualTo(many - ResultPurger.BATCH);
        assertThat(results()).isZero();
    }

    private long forget() {
        return library.purgeResults().purge(KEPT, () -> true);
    }

    private long results() {
        return library.executionResults().count(Filter.all(), JO);
    }

    private ExecutionSession create(TaskExecutionStatus status) {
        return library.createExecutionSession()
                .create(
                        ExecutionSessionDraft.builder()
                                .executionResult(ExecutionResult.of(status))
                                .build(),
                        JO);
    }

    private void end(ExecutionSession session) {
        library.endExecutionSession().end(session.id(), JO);
    }
}
