package org.executionsession.domain.constraint;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** The rule for texts that every store keeps unchanged. */
public final class StorableText {

    private StorableText() {}

    /**
     * Returns why a text cannot be stored unchanged: it is too long, it contains U+0000 (which PostgreSQL rejects in
     * any text), or an unpaired surrogate (which UTF-8 cannot encode).
     *
     * @param text the text; not null
     * @param max the maximum number of UTF-16 units
     * @return the violation, worded to follow the name of the text; empty when there is none
     */
    public static Optional<String> violation(String text, int max) {
        requireNonNull(text, "text");
        if (text.length() > max) {
            return Optional.of("must be at most " + max + " characters long, but is " + text.length());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return Optional.of("must not contain the character U+0000 (at index " + i + ")");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return Optional.of("must not contain half a surrogate pair (at index " + i + ")");
                }
                i++;
            }
        }
        return Optional.empty();
    }

    /**
     * Returns a text that can be stored: characters that cannot be stored are replaced by blanks, and the end of a long text is cut off.
     *
     * @param text the text; not null
     * @param max the maximum number of UTF-16 units
     * @return the text; itself if it can be stored unchanged
     */
    public static String storable(String text, int max) {
        if (violation(text, max).isEmpty()) {
            return text;
        }
        StringBuilder storable = new StringBuilder(Math.min(text.length(), max));
        text.codePoints()
                .map(character -> isStorable(character) ? character : ' ')
                .takeWhile(character -> storable.length() + Character.charCount(character) <= max)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }

    private static boolean isStorable(int character) {
        boolean isUnpaired = Character.isBmpCodePoint(character) && Character.isSurrogate((char) character);
        return character != 0 && !isUnpaired;
    }
}
