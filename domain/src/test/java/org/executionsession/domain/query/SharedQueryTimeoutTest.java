package org.executionsession.domain.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests the query timeout of several reads. */
class SharedQueryTimeoutTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final SharedQueryTimeout timeout = SharedQueryTimeout.of(CancellationSignal.NONE);

    @Test
    void theQueriesUntilNow_leaveTheRest() {
        assertThat(timeout.left(TIMEOUT)).isEqualTo(TIMEOUT);
        timeout.use(Duration.ofSeconds(3));
        timeout.use(Duration.ofSeconds(4));
        assertThat(timeout.left(TIMEOUT)).isEqualTo(Duration.ofSeconds(13));
        timeout.use(Duration.ofSeconds(14));
        assertThat(timeout.left(TIMEOUT)).isEqualTo(Duration.ZERO);
    }

    @Test
    void aSharedTimeout_isNotSharedAgain() {
        assertThat(SharedQueryTimeout.of(timeout)).isSameAs(timeout);
    }
}
