package org.executionsession.http;

import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * QRS's guard against forged requests of browsers, contract part 3: the same key as a parameter and as a header, which
 * a foreign page cannot set. A request that brings neither is not a browser's with a session, and passes; but where a
 * certificate lets callers in, a browser would show it for any page.
 */
final class XsrfCheck {

    private static final Pattern KEY = Pattern.compile("[0-9A-Za-z]{16}");

    private final boolean required;

    XsrfCheck(Admission admission) {
        required = admission.hasClientCertificates();
    }

    /** Throws a problem, in QRS's words, when a key is missing, or the two are not the same, or are no keys. */
    void check(Request request) {
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
