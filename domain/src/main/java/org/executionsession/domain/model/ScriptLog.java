package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * The script log of a result: the text that the execution has written.
 *
 * @param text the text, of at most {@value #LENGTH_MAX} UTF-16 units. In the place of unpaired surrogates it has question marks
 */
public record ScriptLog(String text) {

    /** The maximum length of a stored log, in UTF-16 units. */
    public static final int LENGTH_MAX = 1_048_576;

    /** The longest line that says what was left out. */
    private static final int LINE_MAX = 100;

    private static final int PART = (LENGTH_MAX - LINE_MAX) / 2;

    /** Shortens a longer text: keeps its beginning and its end, with a line in between that says how much was left out. */
    public ScriptLog {
        text = shortened(storable(requireNonNull(text, "text")));
    }

    private static String storable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String shortened(String text) {
        if (text.length() <= LENGTH_MAX) {
            return text;
        }
        // No character is cut in two.
        int head = Character.isHighSurrogate(text.charAt(PART - 1)) ? PART - 1 : PART;
        int rest = text.length() - PART;
        int tail = Character.isLowSurrogate(text.charAt(rest)) ? rest + 1 : rest;
        return text.substring(0, head) + "\n... " + (tail - head) + " characters of the script log were left out ...\n"
                + text.substring(tail);
    }

    /**
     * Returns the size of the text in UTF-8.
     *
     * @return the number of bytes
     */
    public long size() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
