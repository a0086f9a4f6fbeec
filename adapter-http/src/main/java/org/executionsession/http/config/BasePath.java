package org.executionsession.http.config;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The syntax of the path prefix of all endpoints. */
final class BasePath {

    /** Unreserved characters (RFC 3986, part 2.3), except the dot segments. */
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]+");

    private BasePath() {}

    /**
     * Normalizes a base path: a slash before each segment, none at the end. No path is the empty string.
     *
     * @throws IllegalArgumentException if the text is not a path
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
