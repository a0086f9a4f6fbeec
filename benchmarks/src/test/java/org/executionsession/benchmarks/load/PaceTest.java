package org.executionsession.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void atAConstantRate_requestsAreDueWhetherOrNotTheServerKeepsUp() {
        Pace pace = Pace.constantRate(1_000);
        long late = 5_000_000_000L;
        assertThat(pace.due(0, 0)).isZero();
        assertThat(pace.due(10, late)).isEqualTo(10_000_000L);
        assertThat(pace.due(1_000, late)).isEqualTo(1_000_000_000L);
    }

    @Test
    void inAClosedLoop_aRequestIsDueWhenAConnectionIsFree() {
        assertThat(Pace.closedLoop().due(7, 42)).isEqualTo(42);
    }
}
