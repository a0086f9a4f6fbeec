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
    void aClosedDatabase_evictsTheConnection() {
        for (int code : new int[] {90067, 90098, 90121}) {
            assertThat(policy.adjudicate(new SQLException("closed", "90098", code)))
                    .isEqualTo(Override.MUST_EVICT);
        }
        assertThat(policy.adjudicate(new SQLException("duplicate", "23505", 23505)))
                .isEqualTo(Override.CONTINUE_EVICT);
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
