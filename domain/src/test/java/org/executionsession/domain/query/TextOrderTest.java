package org.executionsession.domain.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextOrderTest {

    @Test
    void texts_areOrderedByTheCodePointsOfTheFoldedText() {
        List<String> ordered =
                List.of("", " ", "B", "b1", "c", "\u00e9", "\u05d0", "\uffff", "\ud83d\ude00", "\udbff\udfff");
        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                assertThat(Integer.signum(order(ordered.get(i), ordered.get(j))))
                        .as("%s and %s", ordered.get(i), ordered.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void textsThatDifferInLetterCaseAlone_areEqual() {
        Stream.of(
                        List.of("STRASSE", "strasse"),
                        List.of("\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2", "\u03bf\u03b4\u03bf\u03c3"),
                        List.of("K", "k", "\u212a"),
                        List.of("\ud801\udc00", "\ud801\udc28"))
                .forEach(alike -> assertThat(alike)
                        .allSatisfy(
                                text -> assertThat(order(text, alike.get(0))).isZero()));
        assertThat(order("\u00df", "ss")).isNotZero();
    }

    @Test
    void folding_isIdempotentAndIndependentOfContext() {
        List<String> characters = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .mapToObj(Character::toString)
                .toList();
        StringBuilder folded = new StringBuilder();
        characters.stream().map(FoldedText::of).forEach(folded::append);
        assertThat(FoldedText.of(String.join("", characters))).isEqualTo(folded.toString());
        assertThat(FoldedText.of(folded.toString())).isEqualTo(folded.toString());
    }

    private static int order(String one, String other) {
        return ValueOrder.compare(ValueKind.TEXT, one, other);
    }
}
