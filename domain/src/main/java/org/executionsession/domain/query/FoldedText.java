package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

/** Case folding for comparisons and orders: the same in every store, independent of the collation of a database. */
public final class FoldedText {

    private FoldedText() {}

    /**
     * Folds the letter case like {@link String#equalsIgnoreCase}: each character separately, to upper case and then to
     * lower case. So a substring is folded the same way at every position. {@link String#toLowerCase} depends on the
     * context: it converts a Greek sigma at the end of a word to another letter.
     *
     * @param text the text; not null
     * @return the folded text; folding it again does not change it
     */
    public static String of(String text) {
        requireNonNull(text, "text");
        int unchanged = 0;
        // Most texts are already folded, such as ids and names; then no copy is needed.
        while (unchanged < text.length() && isFolded(text.charAt(unchanged))) {
            unchanged++;
        }
        if (unchanged == text.length()) {
            return text;
        }
        StringBuilder folded = new StringBuilder(text.length()).append(text, 0, unchanged);
        for (int i = unchanged; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(text.codePointAt(i))));
        }
        return folded.toString();
    }

    /** Returns whether folding certainly keeps a character: whether it is ASCII and no capital letter. */
    private static boolean isFolded(char character) {
        return character < 0x80 && (character < 'A' || character > 'Z');
    }
}
