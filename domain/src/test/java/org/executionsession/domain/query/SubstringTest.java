package org.executionsession.domain.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The search in linear time agrees with that of the JDK, also where parts of a text repeat. */
class SubstringTest {

    private static String text(Random random, int length, int letters) {
        return random.ints(length, 0, letters)
                .mapToObj(letter -> String.valueOf((char) ('a' + letter)))
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
                .toString();
    }

    @RepeatedTest(200)
    void search_agreesWithThatOfTheJdk(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int letters = 1 + random.nextInt(3);
        String text = text(random, 400 + random.nextInt(400), letters);
        int begin = random.nextInt(text.length() - 350);
        String part = text.substring(begin, begin + 300 + random.nextInt(50));
        int changed = random.nextInt(part.length());
        String other = part.substring(0, changed) + (char) ('a' + random.nextInt(3)) + part.substring(changed + 1);
        assertThat(Substring.isIn(text, part)).isTrue();
        assertThat(Substring.isIn(text, other)).isEqualTo(text.contains(other));
        assertThat(Substring.isIn(text, other + text)).isFalse();
    }

    @Test
    void shortPart_isFoundToo() {
        assertThat(Substring.isIn("abc", "")).isTrue();
        assertThat(Substring.isIn("abc", "bc")).isTrue();
        assertThat(Substring.isIn("abc", "cb")).isFalse();
        String large = "a".repeat(200_000);
        assertThat(Substring.isIn(large, "")).isTrue();
        assertThat(Substring.isIn(large, "a")).isTrue();
        assertThat(Substring.isIn(large, "b")).isFalse();
        // With the search of the JDK, this takes seconds.
        assertThat(Substring.isIn(large, "a".repeat(100_000) + "b")).isFalse();
    }
}
