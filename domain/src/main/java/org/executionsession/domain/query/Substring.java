package org.executionsession.domain.query;

/**
 * Searches a text for a part in linear time. {@link String#contains} takes the product of both lengths in the worst case, and callers choose
 * both.
 */
final class Substring {

    /** Up to this product of the lengths, {@link String#contains} is fast enough, and faster in the usual case. */
    private static final long SMALL = 100_000;

    private Substring() {}

    /** Returns whether a text contains a part. */
    static boolean isIn(String text, String part) {
        return (long) text.length() * part.length() <= SMALL ? text.contains(part) : search(text, part);
    }

    /** The algorithm of Knuth, Morris and Pratt: it never goes back in the text. */
    private static boolean search(String text, String part) {
        int[] borders = borders(part);
        int matched = 0;
        for (int i = 0; i < text.length(); i++) {
            matched = extend(part, borders, matched, text.charAt(i));
            if (matched == part.length()) {
                return true;
            }
        }
        return false;
    }

    /** Returns for each length the longest proper prefix of the part that is also a suffix of its first so many characters. */
    private static int[] borders(String part) {
        int[] borders = new int[part.length() + 1];
        for (int length = 2; length <= part.length(); length++) {
            borders[length] = extend(part, borders, borders[length - 1], part.charAt(length - 1));
        }
        return borders;
    }

    /** Returns the longest prefix of the part that ends with the next character, if so many characters before it match. */
    private static int extend(String part, int[] borders, int matched, char next) {
        int length = matched;
        while (length > 0 && part.charAt(length) != next) {
            length = borders[length];
        }
        return part.charAt(length) == next ? length + 1 : 0;
    }
}
