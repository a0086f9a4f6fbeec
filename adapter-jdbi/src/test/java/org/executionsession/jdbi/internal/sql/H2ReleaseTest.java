package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H2ReleaseTest {

    @ParameterizedTest
    @ValueSource(strings = {"2.5.250 (2026-01-01)", "2.5.251", "2.5.252 (2026-01-01)", "2.5.252-SNAPSHOT"})
    void someReleases_loseCommitsInAKill(String version) {
        assertThat(new H2Release(version).losesCommitsInAKill()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.4.240 (2025-09-22)",
                "2.4.250",
                "2.5.249",
                "2.5.253",
                "2.5.2520",
                "2.6.252",
                "1.5.252",
                "12.5.252",
                "2.5",
                "",
                "unknown",
                "2.5.99999999999"
            })
    void otherReleases_areNotKnownToLoseCommits(String version) {
        assertThat(new H2Release(version).losesCommitsInAKill()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.4.240 (2025-09-22)", "2.4.240", "2.3.232 (2024-08-11)"})
    void testedReleases_areKnown(String version) {
        assertThat(new H2Release(version).isTested()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.3.230 (2024-07-15)", "2.4.2400", "2.4.241", "12.4.240", ""})
    void otherReleases_areNotTested(String version) {
        assertThat(new H2Release(version).isTested()).isFalse();
    }
}
