package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

/** Case folding for comparisons and orders: the same in every store, independent of the collation of a database. */
public final class FoldedText {

    /** The first character that is not ASCII. */
    private static final char ASCII_END = 0x80;

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
        int length = text.length();
        int start = 0;
        // Most texts are already folded, such as ids and names; then no copy is needed.
        while (start < length && isFolded(text.charAt(start))) {
            start++;
        }
        if (start == length) {
            return text;
        }
        char[] characters = text.toCharArray();
        // Most other texts are ASCII: an array is several times as fast as a builder.
        for (int i = start; i < length; i++) {
            if (characters[i] >= ASCII_END) {
                return foldFrom(i, characters);
            }
            characters[i] = foldAscii(characters[i]);
        }
        return new String(characters);
    }

    /**
     * Folds the rest of a text whose first characters are folded. With no character of Java 17 or 25 does its length change. Nothing guarantees that of later
     * versions of Unicode, so this does not write to the array.
     */
    private static String foldFrom(int start, char[] characters) {
        StringBuilder folded = new StringBuilder(characters.length).append(characters, 0, start);
        int next = start;
        while (next < characters.length) {
            if (characters[next] < ASCII_END) {
                folded.append(foldAscii(characters[next]));
                next++;
            } else {
                int character = Character.codePointAt(characters, next);
                folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(character)));
                next += Character.charCount(character);
            }
        }
        return folded.toString();
    }

    private static char foldAscii(char character) {
        return isFolded(character) ? character : (char) (character + ('a' - 'A'));
    }

    /** Returns whether folding certainly keeps a character: whether it is ASCII and no capital letter. */
    private static boolean isFolded(char character) {
        return character < ASCII_END && (character < 'A' || character > 'Z');
    }
}
