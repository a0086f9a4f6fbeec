package org.executionsession.bootstrap.internal.startup;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds settings with characters that the JVM could not decode. In a locale without UTF-8, it replaces each such byte with
 * U+FFFD, or takes the bytes of UTF-8 for other characters; a caller pattern with them would match no caller, or the wrong
 * one.
 */
public final class DamagedText {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char LAST_ASCII = 0x7f;
    private static final String PREFIX = "EXECUTION_SESSIONS_";

    /** The first release of Java that decodes arguments and variables in the same encoding. */
    private static final int FIRST_WITH_ONE_ENCODING = 19;

    private DamagedText() {}

    /** Names the damaged setting of this process in one line, without its value; empty if there is none. */
    public static Optional<String> fault(String[] arguments) {
        // Windows passes arguments in its code page, which the JVM decodes, and variables as UTF-16.
        boolean isWindows = File.separatorChar == '\\';
        String utf8 = StandardCharsets.UTF_8.name();
        String platform = System.getProperty("sun.jnu.encoding", "");
        // Older releases decode variables as they decode files.
        String variables = Runtime.version().feature() < FIRST_WITH_ONE_ENCODING
                ? Charset.defaultCharset().name()
                : platform;
        return fault(arguments, System.getenv(), isWindows ? utf8 : platform, isWindows ? utf8 : variables);
    }

    /**
     * Names the damaged setting in one line, without its value; empty if there is none.
     *
     * @param encoding the encoding in which the JVM has decoded the arguments
     * @param variables the encoding in which it has decoded the environment variables
     */
    static Optional<String> fault(
            String[] arguments, Map<String, String> environment, String encoding, String variables) {
        for (int i = 0; i < arguments.length; i++) {
            Optional<String> damage = damage(arguments[i], encoding);
            if (damage.isPresent()) {
                return Optional.of(fault("argument " + (i + 1) + option(arguments, i), damage.get()));
            }
        }
        return new TreeMap<>(environment)
                .entrySet().stream()
                        .filter(variable -> variable.getKey().startsWith(PREFIX))
                        .flatMap(variable -> damage(variable.getValue(), variables)
                                .map(damage -> fault("the environment variable " + variable.getKey(), damage))
                                .stream())
                        .findFirst();
    }

    /** Returns what is wrong with a text; empty if it is as it was given. */
    private static Optional<String> damage(String text, String encoding) {
        if (text.indexOf(REPLACEMENT) >= 0) {
            return Optional.of("U+FFFD, which replaces characters that this locale cannot decode");
        }
        boolean isUtf8 = encoding.equalsIgnoreCase("UTF-8") || encoding.equalsIgnoreCase("UTF8");
        return isUtf8 || text.chars().allMatch(c -> c <= LAST_ASCII)
                ? Optional.empty()
                : Optional.of("characters beyond ASCII, which this locale decodes as " + encoding + ", not as UTF-8");
    }

    private static String fault(String place, String damage) {
        return place + " contains " + damage + ": set LC_ALL or LANG to a locale with UTF-8, such as LC_ALL=C.UTF-8";
    }

    /** The option that an argument is, or is the value of. */
    private static String option(String[] arguments, int index) {
        String argument = arguments[index];
        if (argument.startsWith("--") && argument.indexOf('=') > 0) {
            String name = argument.substring(0, argument.indexOf('='));
            return " (" + name.replaceAll("[^ -~]", "?") + ")";
        }
        boolean isValue = index > 0 && arguments[index - 1].matches("--[a-z-]+");
        return isValue ? " (" + arguments[index - 1] + ")" : "";
    }
}
