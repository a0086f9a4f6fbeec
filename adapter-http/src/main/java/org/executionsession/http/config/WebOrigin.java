package org.executionsession.http.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.StringUtil;

/**
 * Normalizes origins to the form that browsers send (RFC 6454): scheme, host and port, in lower case, without the
 * default port.
 */
final class WebOrigin {

    private static final Pattern FORM =
            Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9_.-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?/?");

    private WebOrigin() {}

    /**
     * Normalizes an origin.
     *
     * @throws IllegalArgumentException if the text is not exactly one origin
     */
    static String of(String text) {
        Matcher origin = FORM.matcher(StringUtil.asciiToLowerCase(text.strip()));
        if (!origin.matches()) {
            throw new IllegalArgumentException("must be an origin, such as https://hub.example:8443, but is '" + text
                    + "'; patterns are not allowed, because these pages act with the privileges of their user");
        }
        String scheme = origin.group(1);
        String port = origin.group(3);
        boolean isPlain = port == null
                || scheme.equals("https") && Integer.parseInt(port) == 443
                || scheme.equals("http") && Integer.parseInt(port) == 80;
        return scheme + "://" + origin.group(2) + (isPlain ? "" : ":" + Integer.parseInt(port));
    }
}
