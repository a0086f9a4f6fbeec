package org.executionsession.application.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Receivers that do not respond keep their calls in flight. */
class CallLimitsTest {

    private final CallLimits limits = new CallLimits();

    /** Begins as many calls of a caller as are admitted, each to another receiver. Returns their number. */
    private int begun(String caller) {
        IntPredicate begins = receiver -> {
            CallLimits.Call call = new CallLimits.Call(caller + receiver, caller, false);
            boolean admitted = limits.admits(call);
            if (admitted) {
                limits.begin(call);
            }
            return admitted;
        };
        return (int) IntStream.range(0, 100).filter(begins).count();
    }

    @Test
    void aCaller_hasALimit() {
        assertThat(begun("one")).isEqualTo(CallLimits.OF_CALLER);
    }

    @Test
    void severalCallersWhoseReceiversHang_leaveCallsToOthers() {
        for (int caller = 0; caller < 8; caller++) {
            assertThat(begun("caller " + caller)).isPositive();
        }
        assertThat(begun("another")).isGreaterThan(1);
    }

    @Test
    void aCallerWithoutCalls_getsOneOfTheLast() {
        int callers = 0;
        while (limits.total() < CallLimits.TOTAL) {
            assertThat(begun("caller " + callers)).isPositive();
            callers++;
        }
        assertThat(callers).isGreaterThan(15);
        assertThat(begun("another")).isZero();
    }
}
