package org.executionsession.http.internal.security;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.executionsession.http.internal.json.ProblemException;

/**
 * Rejects changes that pages of other sites request (CSRF): a browser sends some cross-site requests without a
 * preflight. Browsers name the source of a request in {@code Sec-Fetch-Site} (Fetch Metadata, W3C) or, older ones, in
 * {@code Origin} (RFC 6454); a page can set neither. Other clients send neither. Browsers from before 2020 do not
 * send them with a form either, but they accept a page in response, and usually send {@code Referer}.
 */
final class CrossSiteRequestFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Pages of this server, and addresses that the user entered. */
    private static final Set<String> OWN = Set.of("same-origin", "none");

    /** The types of HTML forms, and no type. */
    private static final Set<String> FORMS =
            Set.of("", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data");

    /** Every browser accepts this type when a user submits a form. */
    private static final String PAGE = "application/xhtml+xml";

    private static final String SITE = "Sec-Fetch-Site";

    private final List<String> origins;

    /** Creates a filter that permits pages of these origins. */
    CrossSiteRequestFilter(List<String> origins) {
        this.origins = origins;
    }

    /** Throws a problem if a page of another site requests a change. */
    void check(Request request) {
        if (READING.contains(request.getMethod()) || isOwn(request)) {
            return;
        }
        throw new ProblemException(403, "requests from pages of other origins are not allowed; see --cors-origins");
    }

    private boolean isOwn(Request request) {
        HttpFields headers = request.getHeaders();
        List<String> named = headers.getValuesList(HttpHeader.ORIGIN);
        if (!named.isEmpty() && origins.containsAll(named)) {
            return true;
        }
        String host = headers.get(HttpHeader.HOST);
        List<String> sites = headers.getValuesList(SITE);
        if (!sites.isEmpty()) {
            return OWN.containsAll(sites);
        }
        if (!named.isEmpty()) {
            return named.stream().allMatch(origin -> isOn(host, origin));
        }
        return !mayBeForm(request) || isNoForm(host, headers);
    }

    /** Returns whether the request can be a form. Browsers send other cross-site requests only after a preflight. */
    private static boolean mayBeForm(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return request.getMethod().equals("POST")
                && (type == null || FORMS.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)));
    }

    private static boolean isNoForm(String host, HttpFields headers) {
        String referer = headers.get(HttpHeader.REFERER);
        String accepted = headers.get(HttpHeader.ACCEPT);
        return (referer == null || isOn(host, referer)) && (accepted == null || !accepted.contains(PAGE));
    }

    private static boolean isOn(String host, String address) {
        try {
            return host != null
                    && host.equalsIgnoreCase(
                            URI.create(address == null ? "" : address).getRawAuthority());
        } catch (IllegalArgumentException none) {
            // For example "null", which browsers send for a page without an origin.
            return false;
        }
    }
}
