package org.executionsession.bootstrap.internal.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.SQLExceptionOverride.Override;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests what the pool does after failures of H2. */
class H2EvictionPolicyTest {

    private final AtomicInteger ends = new AtomicInteger();
    private final H2EvictionPolicy policy = new H2EvictionPolicy(ends::incrementAndGet);

    @Test
    void aDatabaseThatIsClosedOrHasFailed_evictsTheConnection() {
        for (int code : new int[] {90067, 90098, 90121, 90007, 50000, 90028, 90030, 90031}) {
            assertThat(policy.adjudicate(new SQLException("closed", "90098", code)))
                    .isEqualTo(Override.MUST_EVICT);
        }
        for (int code : new int[] {23505, 40001, 50200, 57014, 90131}) {
            assertThat(policy.adjudicate(new SQLException("of a statement", "23505", code)))
                    .isEqualTo(Override.CONTINUE_EVICT);
        }
        assertThat(ends).hasValue(0);
    }

    @Test
    void withoutMemory_theProcessEnds() {
        policy.adjudicate(new SQLException("Out of memory.", "90108", 90108));
        assertThat(ends).hasValue(1);
        policy.adjudicate(new SQLException(
                "General error", "50000", 50000, new IllegalStateException(new OutOfMemoryError("Capacity: 1"))));
        assertThat(ends).hasValue(2);
    }
}
