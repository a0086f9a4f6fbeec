package org.executionsession.http;

import io.javalin.http.Context;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * Keeps pages of other sites from changing anything through the browser of somebody who can reach the server: a browser
 * sends some requests of any page without asking first. It says where a request comes from in {@code Sec-Fetch-Site} (Fetch
 * Metadata, W3C) or, when it is older, in {@code Origin} (RFC 6454); a page cannot set either. Other callers say neither.
 */
final class ForeignPageCheck {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Our own pages, and what a person has typed. */
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final List<String> origins;

    /** Lets pages of these origins pass. */
    ForeignPageCheck(List<String> origins) {
        this.origins = origins;
    }

    /** Throws a problem when a page of another site asks for a change. */
    void check(Context context) {
        String origin = context.header("Origin");
        if (READING.contains(context.method().name()) || origin != null && origins.contains(origin)) {
            return;
        }
        String site = context.header("Sec-Fetch-Site");
        boolean own = site == null ? origin == null || isOwn(origin, context.header("Host")) : OWN.contains(site);
        if (!own) {
            throw new ProblemException(403, "pages of other origins may not call; see --cors-origins");
        }
    }

    private static boolean isOwn(String origin, String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException none) {
            // As of a page that has none, which says "null".
            return false;
        }
    }
}
