package org.executionsession.application.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTimeTest {

    private final TurnTime time = new TurnTime();

    @Test
    void aCallerWhoHasUsedItsTime_waitsAndTheOthersDoNot() {
        time.use("costly", TurnTime.MAX.toNanos() - 1);
        assertThat(time.allows("costly")).isTrue();
        time.use("costly", 1);
        assertThat(time.hasRefused()).isFalse();
        assertThat(time.allows("costly")).isFalse();
        assertThat(time.allows("other")).isTrue();
        assertThat(time.hasRefused()).isTrue();
    }
}
