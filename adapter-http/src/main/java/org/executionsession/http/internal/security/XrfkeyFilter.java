package org.executionsession.http.internal.security;

import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.query.QueryParameters;

/**
 * QRS's guard against forged requests of browsers, contract part 3: the same key as a parameter and as a header, which
 * a foreign page cannot set. A request that brings neither is not a browser's with a session, and passes; but where a
 * certificate lets callers in, a browser would show it for any page.
 */
public final class XrfkeyFilter {

    private static final Pattern KEY = Pattern.compile("[0-9A-Za-z]{16}");

    private final boolean required;

    public XrfkeyFilter(SecurityConfig security) {
        required = security.hasClientCertificates();
    }

    /** Throws a problem, in QRS's words, when a key is missing, or the two are not the same, or are no keys. */
    public void check(Request request) {
        QueryParameters parameters = QueryParameters.of(request.getHttpURI().getQuery());
        String header = request.getHeaders().get("X-Qlik-Xrfkey");
        if (!required && header == null && !parameters.has("xrfkey")) {
            return;
        }
        String parameter = parameters.has("xrfkey") ? parameters.text("xrfkey").orElse("") : "";
        if (header == null || !header.equals(parameter) || !KEY.matcher(header).matches()) {
            throw new ProblemException(403, "XSRF prevention check failed. Possible XSRF discovered.");
        }
    }
}
