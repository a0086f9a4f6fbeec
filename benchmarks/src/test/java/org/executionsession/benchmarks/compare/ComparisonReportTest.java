package org.executionsession.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {

    private static final CommitSizes COMMITS = new CommitSizes(2, 64, Map.of(32.0, 2.0));

    private final ComparisonReport report = new ComparisonReport();

    @Test
    void rounds_areARowForEachPair() {
        report.add(new Pair(
                "PostgreSQL",
                "Vert.x",
                List.of(new Round(4_000, 10.4, 20, 100, 50, 0), new Round(6_000, 12.4, 40, 120, 70, 0)),
                List.of(new Round(2_000, 20, 60, 200, 80, 0), new Round(2_000, 20, 60, 220, 80, 0)),
                COMMITS,
                0));

        assertThat(withoutPadding(report))
                .contains("| Database | Compared with | Requests/s | Peer | Ratio | p50, p99 ms | Peer"
                        + " | p99 ratio | CPU µs a request | Peer |")
                .contains(
                        "| PostgreSQL | Vert.x | 5,000 (4,000 to 6,000) | 2,000 (2,000 to 2,000) | 2.50 (2.00 to 3.00)"
                                + " | 11.4, 30.0 | 20.0, 60.0 | 0.50 (0.33 to 0.67) | 110 + 60 | 210 + 80 |")
                .contains("| PostgreSQL | Vert.x | mean 32.00; 1 to 32: 100 % |");
    }

    @Test
    void databaseInTheServer_hasNoTimeOfItsOwn() {
        List<Round> rounds = List.of(new Round(1_000, 1, 2, 150, 0, 0));
        report.add(new Pair("H2", "Vert.x", rounds, rounds, COMMITS, 0));

        assertThat(withoutPadding(report)).contains("| 1.0, 2.0 | 1.0, 2.0 | 1.00 (1.00 to 1.00) | 150 | 150 |");
    }

    @Test
    void starts_haveTheMedianTimeAndTheRateOfEachSecond() {
        report.add(
                "H2",
                "Execution Sessions",
                new StartFigures(
                        List.of(Duration.ofMillis(1_300), Duration.ofMillis(900), Duration.ofMillis(1_100)),
                        new long[] {500, 1_500},
                        256,
                        0));

        assertThat(withoutPadding(report)).contains("| H2 | Execution Sessions | 1.10 | 2,000 | 256 | 500 1500 |");
    }

    @Test
    void evenNumberOfStarts_medianIsBetweenTheMiddleOnes() {
        StartFigures start =
                new StartFigures(List.of(Duration.ofMillis(900), Duration.ofMillis(1_300)), new long[0], 256, 0);

        assertThat(start.medianUntilReady()).isEqualTo(1.1);
    }

    private static String withoutPadding(ComparisonReport report) {
        return report.toString().replaceAll(" +", " ");
    }
}
