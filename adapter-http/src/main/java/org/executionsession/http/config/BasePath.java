package org.executionsession.http.config;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The syntax of a path before all paths of the contract. */
final class BasePath {

    /** What needs no encoding in a path (RFC 3986, part 2.3), but for a segment that means another one. */
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]+");

    private BasePath() {}

    /**
     * A base path in its one form: with a slash before each segment and none at the end; empty for none.
     *
     * @throws IllegalArgumentException when it is no path
     */
    static String normalized(String text) {
        List<String> segments = segments(text.strip());
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw new IllegalArgumentException(
                        "must be a path, such as /sso, of letters, digits and -._~, but is '" + text + "'");
            }
        }
        return segments.stream().map(segment -> "/" + segment).collect(Collectors.joining());
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }
}
