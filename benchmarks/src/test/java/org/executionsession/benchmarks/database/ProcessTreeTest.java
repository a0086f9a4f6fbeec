package org.executionsession.benchmarks.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessTreeTest {

    private static final String STAT =
            "42 (postgres: a (b) c) S 1 42 42 0 -1 4194560 1 2 3 4 250 50 70 30 20 0 1 0 99 0\n";

    @Test
    void ticks_areFoundBehindANameWithParentheses() {
        assertThat(ProcessTree.ticks(STAT, 11)).isEqualTo(300);
        assertThat(ProcessTree.ticks(STAT, 13)).isEqualTo(100);
    }

    @Test
    void processThatHasEnded_hasNone() {
        assertThat(ProcessTree.ticks("", 11)).isZero();
    }
}
