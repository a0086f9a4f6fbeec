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
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(text.codePointAt(i))));
        }
        return folded.toString();
    }
}
