package org.executionsession.http.internal.security;

import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.query.QueryParameters;

/**
 * The CSRF protection of QRS (contract, part 3): the same key is a query parameter and a header, which a foreign page
 * cannot set. A request with neither passes, because there are no browser sessions. With client certificates the key
 * is required, because a browser presents its certificate for requests of any page.
 */
final class XrfkeyFilter {

    private static final Pattern KEY = Pattern.compile("[0-9A-Za-z]{16}");

    private final boolean required;

    XrfkeyFilter(SecurityConfig security) {
        required = security.hasClientCertificates();
    }

    /** Throws a problem with the message of QRS if a key is missing or malformed, or the two differ. */
    void check(Request request) {
        QueryParameters parameters = QueryParameters.of(request.getHttpURI().getQuery());
        String header = request.getHeaders().get("X-Qlik-Xrfkey");
        if (!required && header == null && !parameters.has("xrfkey")) {
            return;
        }
        boolean ambiguous = parameters.isAmbiguous("xrfkey")
                || request.getHeaders().getValuesList("X-Qlik-Xrfkey").stream()
                                .distinct()
                                .count()
                        > 1;
        String parameter = parameters.has("xrfkey") ? parameters.text("xrfkey").orElse("") : "";
        if (ambiguous
                || header == null
                || !header.equals(parameter)
                || !KEY.matcher(header).matches()) {
            throw new ProblemException(403, "XSRF prevention check failed. Possible XSRF discovered.");
        }
    }
}
