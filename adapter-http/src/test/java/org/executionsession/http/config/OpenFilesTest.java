package org.executionsession.http.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "256, 128",
        "1024, 512",
        "4096, 3072",
        "65536, 64512",
        "9223372036854775807, 2147483647",
        "-1, 2147483647"
    })
    void connections_leaveOpenFilesForOthers(long limit, int connections) {
        assertThat(OpenFiles.connections(limit)).isEqualTo(connections);
    }

    @Test
    void theDefaultLimitOfConnections_isWithinThatOfOpenFiles() {
        assertThat(LimitsConfig.defaults().maxConnections())
                .isPositive()
                .isLessThanOrEqualTo(LimitsConfig.maxConnectionsOfProcess());
    }
}
