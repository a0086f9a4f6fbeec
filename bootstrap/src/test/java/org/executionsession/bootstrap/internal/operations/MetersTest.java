package org.executionsession.bootstrap.internal.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.executionsession.domain.exception.ExecutionSessionException;
import org.junit.jupiter.api.Test;

class MetersTest {

    @Test
    void everyRejection_hasItsOwnLabel() {
        assertThat(Meters.REASONS.keySet()).containsExactlyInAnyOrder(rejections());
        assertThat(Meters.REASONS.values()).doesNotHaveDuplicates().allMatch(label -> label.matches("[a-z_]+"));
    }

    @SuppressWarnings("unchecked") // what extends the sealed root is a rejection
    private static Class<? extends ExecutionSessionException>[] rejections() {
        return (Class<? extends ExecutionSessionException>[]) ExecutionSessionException.class.getPermittedSubclasses();
    }
}
