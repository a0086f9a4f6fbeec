package org.executionsession.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.executionsession.benchmarks.report.Figures;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void oddNumberOfRounds_medianIsTheMiddleOne() {
        assertThat(Spread.of(rounds(5, 1, 3), Round::perSecond)).isEqualTo(new Spread(1, 3, 5));
    }

    @Test
    void evenNumberOfRounds_medianIsBetweenTheMiddleOnes() {
        assertThat(Spread.of(rounds(1, 8, 2, 3), Round::perSecond)).isEqualTo(new Spread(1, 2.5, 8));
    }

    @Test
    void ratios_areThoseOfRoundsThatFollowedEachOther() {
        Spread ratios = Spread.ofRatios(rounds(100, 300, 200), rounds(100, 100, 400), Round::perSecond);

        assertThat(ratios.text(Figures::decimal)).isEqualTo("1.00 (0.50 to 3.00)");
    }

    private static List<Round> rounds(double... perSecond) {
        return DoubleStream.of(perSecond)
                .mapToObj(rate -> new Round(rate, 0, 0, 0, 0, 0))
                .toList();
    }
}
