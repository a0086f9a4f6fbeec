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
 * Keeps pages of other sites from changing anything through the browser of somebody who can reach the server: a browser
 * sends some requests of any page without asking first. It says where a request comes from in {@code Sec-Fetch-Site} (Fetch
 * Metadata, W3C) or, when it is older, in {@code Origin} (RFC 6454); a page cannot set either. Other callers say neither; nor
 * did browsers of before 2020 with a form, but these ask for a page in return, and mostly name theirs in {@code Referer}.
 */
public final class CrossSiteRequestFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Our own pages, and what a person has typed. */
    private static final Set<String> OWN = Set.of("same-origin", "none");

    /** What forms are sent as, and what has no type. */
    private static final Set<String> FORMS =
            Set.of("", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data");

    /** Every browser asks for this when a person submits a form. */
    private static final String PAGE = "application/xhtml+xml";

    private static final String SITE = "Sec-Fetch-Site";

    private final List<String> origins;

    /** Lets pages of these origins pass. */
    public CrossSiteRequestFilter(List<String> origins) {
        this.origins = origins;
    }

    /** Throws a problem when a page of another site asks for a change. */
    public void check(Request request) {
        if (READING.contains(request.getMethod()) || isOwn(request)) {
            return;
        }
        throw new ProblemException(403, "pages of other origins may not call; see --cors-origins");
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

    /** Anything else a browser sends to other sites only once these have agreed. */
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
            // As of a page that has none, which says "null".
            return false;
        }
    }
}
