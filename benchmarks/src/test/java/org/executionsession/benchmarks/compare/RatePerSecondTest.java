package org.executionsession.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class RatePerSecondTest {

    private static final long SECOND = 1_000_000_000L;

    private final RatePerSecond rate =
            new RatePerSecond(ContenderLoad.creations(URI.create("http://127.0.0.1:1")), 7, 3);

    @Test
    void responses_countInTheirSecond() {
        rate.count(7);
        rate.count(7 + SECOND - 1);
        rate.count(7 + 2 * SECOND);

        assertThat(rate.counts()).containsExactly(2, 0, 1);
        assertThat(RatePerSecond.total(rate.counts())).isEqualTo(3);
    }

    @Test
    void responsesAfterTheEnd_doNotCount() {
        rate.count(7 + 3 * SECOND);

        assertThat(rate.counts()).containsOnly(0);
    }

    @Test
    void unexpectedResponses_doNotCount() {
        rate.onResponse(0, 503);

        assertThat(rate.counts()).containsOnly(0);
    }
}
