package org.executionsession.http.internal.watch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the preference {@code wait} of the header {@code Prefer} (RFC 7240). */
public final class PreferHeader {

    public static final String NAME = "Prefer";

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final String WORD = "(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(" + TOKEN + "))?+";

    /** A preference with its parameters, up to the comma or the end. Empty elements of the list are valid. */
    private static final Pattern PREFERENCE =
            Pattern.compile("\\G[ \t,]*+(" + TOKEN + ")[ \t]*+(?:=[ \t]*+" + WORD + ")?+[ \t]*+" + "(?:;[ \t]*+(?:"
                    + TOKEN + "[ \t]*+(?:=[ \t]*+(?:\"(?:[^\"\\\\]|\\\\.)*+\"|" + TOKEN + ")?+)?+)?+[ \t]*+)*+(?=,|$)");

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    /** More digits are more than any limit. */
    private static final int MAX_DIGITS = 9;

    private PreferHeader() {}

    /**
     * Returns how long a client wants to wait. The first instance of a preference counts. A preference that cannot be read is ignored, and so
     * are those behind it in the same field.
     *
     * @param fields the values of the header fields
     * @return empty if it does not want to wait
     */
    public static Optional<Duration> waitOf(List<String> fields) {
        for (String field : fields) {
            Matcher preference = PREFERENCE.matcher(field);
            while (preference.find()) {
                if (preference.group(1).equalsIgnoreCase("wait")) {
                    return seconds(preference.group(2) == null ? preference.group(3) : preference.group(2));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> seconds(String value) {
        if (value == null || !SECONDS.matcher(value).matches()) {
            return Optional.empty();
        }
        String digits = value.replaceFirst("^0+(?=.)", "");
        return Optional.of(
                Duration.ofSeconds(digits.length() > MAX_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits)));
    }
}
