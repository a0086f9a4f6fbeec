package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.OverloadedException;
import org.junit.jupiter.api.Test;

/** Tests how callers share long requests. */
class LongRequestLimitTest {

    /** Two callers could have all of them, with seven eighths for each. */
    @Test
    void severalCallers_leaveSomeToOthers() {
        LongRequestLimit limit = new LongRequestLimit("streams", 80, 70);
        assertThat(takeAll(limit, "first")).isEqualTo(70);
        assertThat(takeAll(limit, "second")).isEqualTo(8);
        assertThat(takeAll(limit, "third")).isEqualTo(1);
        assertThat(takeAll(limit, "fourth"))
                .as("a caller always gets one that is free")
                .isEqualTo(1);
    }

    @Test
    void aCallerWithLess_getsMoreOnceOthersEnd() {
        LongRequestLimit limit = new LongRequestLimit("streams", 15, 14);
        LongRequestLimit.Place place = limit.enter("first");
        for (int i = 1; i < 13; i++) {
            limit.enter("first");
        }
        assertThat(takeAll(limit, "second")).isEqualTo(1);
        place.close();
        assertThat(takeAll(limit, "second")).isEqualTo(1);
    }

    @Test
    void aCallerThatMayHaveAll_getsThem() {
        assertThat(takeAll(new LongRequestLimit("streams", 80, 80), "first")).isEqualTo(80);
    }

    @Test
    void placesOfTheSizeZero_areFreed() {
        LongRequestLimit limit = new LongRequestLimit("comparisons", 10, 10);
        List<LongRequestLimit.Place> places = List.of(limit.enter("first", 0), limit.enter("first", 0));
        places.forEach(LongRequestLimit.Place::close);
        assertThat(limit.taken()).isZero();
        assertThat(takeAll(limit, "first")).isEqualTo(10);
    }

    private static int takeAll(LongRequestLimit limit, String caller) {
        for (int taken = 0; ; taken++) {
            try {
                limit.enter(caller);
            } catch (LimitExceededException | OverloadedException noMore) {
                return taken;
            }
        }
    }
}
