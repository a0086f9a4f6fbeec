package org.executionsession.domain.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FoldedTextTest {

    /** Letters of Turkish, Greek and German, the signs for kelvin and angstrom, title case, pairs of surrogates, and single ones. */
    private static final List<String> SPECIAL = List.of(
            "\u0130",
            "\u0131",
            "\u03a3",
            "\u03c2",
            "\u03c3",
            "\u1fbc",
            "\u00c4",
            "\u00df",
            "\u1e9e",
            "\u00b5",
            "\u212a",
            "\u212b",
            "\u01c5",
            "\ud801\udc00",
            "\ud801\udc28",
            "\ud83d\ude00",
            "\ud801",
            "\udc00",
            "\udbff",
            "\udfff");

    private static String ascii(Random random, int length) {
        return random.ints(length, 0, 0x80)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(6);
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(4)) {
                case 0 -> text.append(ascii(random, random.nextInt(40)));
                case 1 -> text.append(SPECIAL.get(random.nextInt(SPECIAL.size())));
                case 2 -> text.append((char) random.nextInt(Character.MAX_VALUE + 1));
                default -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
            }
        }
        return text.toString();
    }

    /** The definition of the folded text. */
    private static String folded(String text) {
        StringBuilder folded = new StringBuilder();
        text.codePoints()
                .map(character -> Character.toLowerCase(Character.toUpperCase(character)))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    @RepeatedTest(20)
    void aText_isFoldedByEachOfItsCharacters(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 2_000; i++) {
            String text = text(random);
            assertThat(FoldedText.of(text)).as("folded %s", text).isEqualTo(folded(text));
        }
    }

    @Test
    void aFoldedText_isNotCopied() {
        String text = "loading table rows: 2026-11-30";
        assertThat(FoldedText.of(text)).isSameAs(text);
    }
}
