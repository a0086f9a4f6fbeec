package org.executionsession.bootstrap.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests which heaps are too small. */
class HeapCheckTest {

    private static final long MEGABYTE = 1_024 * 1_024;

    @Test
    void onlyG1_needs512Megabytes() {
        List<String> g1 = List.of("G1 Young Generation", "G1 Old Generation");
        assertThat(HeapCheck.isTooSmall(511 * MEGABYTE, g1)).isTrue();
        assertThat(HeapCheck.isTooSmall(512 * MEGABYTE, g1)).isFalse();
        assertThat(HeapCheck.isTooSmall(128 * MEGABYTE, List.of("Copy", "MarkSweepCompact")))
                .isFalse();
    }
}
