package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.OverloadedException;
import org.junit.jupiter.api.Test;

/** Tests who gets the places of long requests if all are taken. */
class LongRequestLimitTest {

    private final LongRequestLimit limit = new LongRequestLimit("waits", 6, 4);
    private final List<String> ended = new ArrayList<>();

    private LongRequestLimit.Place enter(String caller, String name) {
        LongRequestLimit.Place place = limit.enter(caller);
        place.endBy(() -> {
            ended.add(name);
            place.close();
        });
        return place;
    }

    private void fill() {
        enter("many", "many 1");
        enter("few", "few 1");
        enter("many", "many 2");
        enter("few", "few 2");
        enter("many", "many 3");
        enter("many", "many 4");
    }

    @Test
    void aCallerWithoutAPlace_takesTheLastOneOfTheCallerWithTheMost() {
        fill();
        enter("new", "new 1");
        assertThat(ended).containsExactly("many 4");
        enter("new", "new 2");
        assertThat(ended).containsExactly("many 4", "many 3");
        assertThat(limit.taken()).isEqualTo(6);
    }

    /** Otherwise, callers could end each other's requests in turns. */
    @Test
    void aCallerWithAsManyAsTheOthers_isRejected() {
        fill();
        enter("new", "new 1");
        enter("new", "new 2");
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> limit.enter("new"))
                .withMessage("the limit of 6 waits is reached");
        assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> limit.enter("many"));
        assertThat(ended).hasSize(2);
        assertThat(limit.taken()).isEqualTo(6);
    }

    @Test
    void aPlace_isFreedOnce() {
        fill();
        LongRequestLimit.Place place = enter("new", "new 1");
        place.close();
        place.close();
        assertThat(limit.taken()).isEqualTo(5);
    }

    /** A request that has just begun has no action yet that ends it. */
    @Test
    void requestsThatCannotBeEnded_keepTheirPlaces() {
        for (String caller : List.of("many", "many", "many", "many", "few", "few")) {
            limit.enter(caller);
        }
        assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> limit.enter("new"));
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> limit.enter("many"))
                .withMessage("the limit of 4 waits of one caller is reached");
        assertThat(limit.taken()).isEqualTo(6);
    }
}
