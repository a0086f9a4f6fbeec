package org.executionsession.bootstrap.internal.access;

import java.util.Locale;
import org.executionsession.domain.model.Caller;

/**
 * A pattern for callers: {@code DIR\\user}, in which a star stands for any characters. It is compared with the
 * {@linkplain Caller#key() key} of a caller.
 */
final class CallerPattern {

    private static final char SEPARATOR = '\\';

    private final Wildcard directory;
    private final Wildcard user;

    private CallerPattern(Wildcard directory, Wildcard user) {
        this.directory = directory;
        this.user = user;
    }

    /**
     * Parses a pattern. Throws an {@link IllegalArgumentException} whose message is worded to follow the name of the
     * pattern.
     */
    static CallerPattern of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        int separator = text.indexOf(SEPARATOR);
        if (separator < 1 || separator == text.length() - 1 || text.indexOf(SEPARATOR, separator + 1) >= 0) {
            throw new IllegalArgumentException("must be of the form DIR\\user with one backslash, such as ACME\\*");
        }
        checkVisible(text);
        checkBlanks(text.substring(0, separator), "directory");
        checkBlanks(text.substring(separator + 1), "user");
        // The pattern is normalized like the keys of callers that it is compared with.
        String key = new Caller(text.substring(0, separator), text.substring(separator + 1)).key();
        return new CallerPattern(new Wildcard(key.substring(0, separator)), new Wildcard(key.substring(separator + 1)));
    }

    boolean matches(Caller caller) {
        String key = caller.key();
        int separator = key.indexOf(SEPARATOR);
        return directory.matches(key.substring(0, separator)) && user.matches(key.substring(separator + 1));
    }

    static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** A pattern with an invisible character would match no caller. */
    private static void checkVisible(String text) {
        text.codePoints()
                .filter(c -> c == '\uFFFD'
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.CONTROL)
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT, "contains the character U+%04X, which names must not contain", c));
                });
    }

    private static void checkBlanks(String part, String name) {
        if (isBlank(part.charAt(0)) || isBlank(part.charAt(part.length() - 1))) {
            throw new IllegalArgumentException("must not have a blank at the start or end of its " + name);
        }
    }
}
