package org.executionsession.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NumbersTest {

    @Test
    void scattered_isEachNumberOnce() {
        assertThat(all(Numbers.scattered(100, 1_100)))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(100, 1_100).boxed().toList())
                .isNotEqualTo(LongStream.range(100, 1_100).boxed().toList());
    }

    @Test
    void inOrder_isEachNumberInOrder() {
        assertThat(all(Numbers.inOrder(5, 8))).containsExactly(5L, 6L, 7L);
    }

    @Test
    void endless_beginsAgain() {
        Numbers numbers = Numbers.endless(0, 2);
        assertThat(List.of(numbers.next(), numbers.next(), numbers.next(), numbers.next()))
                .containsExactly(0L, 1L, 0L, 1L);
    }

    @Test
    void severalAtOnce_areAsManyAsThereAre() {
        Numbers numbers = Numbers.inOrder(0, 5);
        long[] some = new long[3];
        assertThat(numbers.next(some)).isEqualTo(3);
        assertThat(numbers.next(some)).isEqualTo(2);
        assertThat(some).startsWith(3, 4);
        assertThat(numbers.next(some)).isZero();
    }

    private static List<Long> all(Numbers numbers) {
        List<Long> all = new ArrayList<>();
        for (long number = numbers.next(); number != Numbers.NONE; number = numbers.next()) {
            all.add(number);
        }
        return all;
    }
}
