package org.executionsession.benchmarks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowCountsTest {

    @Test
    void rowsOfEachAcceptedSession_areAsExpected() {
        assertThat(new RowCounts(102, 102, 104).findings(2, 100, 100)).isEmpty();
    }

    @Test
    void sessionsInDoubt_mayBeStoredOrNot() {
        assertThat(new RowCounts(102, 102, 104).findings(2, 95, 105)).isEmpty();
    }

    @Test
    void missingSessions_areFound() {
        assertThat(new RowCounts(101, 101, 103).findings(2, 100, 100))
                .containsExactly("101 rows of sessions; expected 102 to 102");
    }

    @Test
    void missingResultsAndDetails_areFound() {
        assertThat(new RowCounts(102, 0, 0).findings(2, 100, 100))
                .containsExactly("0 rows of results; expected 102", "0 rows of details; expected 104");
    }

    @Test
    void serverWithOneTable_isNotAskedForOthers() {
        assertThat(new RowCounts(102, -1, -1).findings(2, 100, 100)).isEmpty();
    }
}
