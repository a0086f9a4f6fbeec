package org.executionsession.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void ids_areTheSameEachTimeAndNoTwoAlike() {
        Set<UUID> seen = new HashSet<>();
        for (Ids ids : Ids.values()) {
            for (long session = 0; session < 10_000; session++) {
                UUID id = ids.id(Slot.SESSION, session);
                assertThat(ids.id(Slot.SESSION, session)).isEqualTo(id);
                assertThat(id.version()).isEqualTo(4);
                assertThat(id.variant()).isEqualTo(2);
                assertThat(seen.add(id)).isTrue();
                assertThat(seen.add(ids.id(Slot.RESULT, session))).isTrue();
            }
        }
    }

    @Test
    void aTask_hasTwentySessions() {
        assertThat(Ids.STORED.id(Slot.TASK, 19)).isEqualTo(Ids.STORED.id(Slot.TASK, 0));
        assertThat(Ids.STORED.id(Slot.TASK, 20)).isNotEqualTo(Ids.STORED.id(Slot.TASK, 0));
    }
}
