package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests which callers lose connections while the connection limit is reached, and how many. */
class CallerSharesTest {

    private final CallerShares shares = new CallerShares(8);

    private void check(int ofJo, int ofMax) {
        IntStream.range(0, ofJo).forEach(connection -> shares.count("jo"));
        IntStream.range(0, ofMax).forEach(connection -> shares.count("max"));
        shares.complete();
    }

    @Test
    void aCallerWithMoreThanAQuarter_losesConnections() {
        check(6, 2);
        assertThat(shares.ends("max")).isFalse();
        assertThat(shares.ends("jo")).isTrue();
    }

    @Test
    void betweenTwoChecks_halfOfTheConnectionsEnd() {
        check(8, 0);
        assertThat(IntStream.range(0, 100).filter(response -> shares.ends("jo")))
                .hasSize(4);
        check(8, 0);
        assertThat(shares.ends("jo")).isTrue();
    }

    @Test
    void aCheckWithoutConnections_endsNone() {
        check(8, 0);
        check(0, 0);
        assertThat(shares.ends("jo")).isFalse();
    }
}
