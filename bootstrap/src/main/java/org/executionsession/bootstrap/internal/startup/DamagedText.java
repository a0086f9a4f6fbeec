package org.executionsession.bootstrap.internal.startup;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds settings with characters that the JVM could not decode. In a locale without UTF-8, it replaces each such byte with
 * U+FFFD; a caller pattern with it would match no caller, or the wrong one.
 */
public final class DamagedText {

    private static final char REPLACEMENT = '\uFFFD';
    private static final String PREFIX = "EXECUTION_SESSIONS_";

    private DamagedText() {}

    /** Names the damaged setting in one line, without its value; empty if there is none. */
    public static Optional<String> fault(String[] arguments, Map<String, String> environment) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].indexOf(REPLACEMENT) >= 0) {
                return Optional.of(fault("argument " + (i + 1) + option(arguments, i)));
            }
        }
        return new TreeMap<>(environment)
                .entrySet().stream()
                        .filter(variable -> variable.getKey().startsWith(PREFIX)
                                && variable.getValue().indexOf(REPLACEMENT) >= 0)
                        .findFirst()
                        .map(variable -> fault("the environment variable " + variable.getKey()));
    }

    private static String fault(String place) {
        return place
                + " contains U+FFFD, which replaces characters that this locale cannot decode: set LC_ALL or LANG to a"
                + " locale with UTF-8, such as LC_ALL=C.UTF-8";
    }

    /** The option that an argument is, or is the value of. */
    private static String option(String[] arguments, int index) {
        String argument = arguments[index];
        if (argument.startsWith("--") && argument.indexOf('=') > 0) {
            return " (" + argument.substring(0, argument.indexOf('=')).replace(REPLACEMENT, '?') + ")";
        }
        boolean isValue = index > 0 && arguments[index - 1].matches("--[a-z-]+");
        return isValue ? " (" + arguments[index - 1] + ")" : "";
    }
}
