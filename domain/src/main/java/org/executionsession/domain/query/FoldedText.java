package org.executionsession.domain.query;

/** Text as it is compared and ordered: the same on every store, whatever the collation of a database. */
public final class FoldedText {

    private FoldedText() {}

    /**
     * Folds away the letter case, as {@link String#equalsIgnoreCase} does: each character by itself, to upper case and then
     * to lower case. So a part of a text is folded alike wherever it stands, which holds for no folding of whole words: that
     * makes of a Greek sigma another letter at the end.
     *
     * @param text the text; not null
     * @return what is compared in its place; folded again, it stays the same
     */
    public static String of(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(text.codePointAt(i))));
        }
        return folded.toString();
    }
}
