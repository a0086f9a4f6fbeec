package org.executionsession.http.internal.security;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.executionsession.http.internal.host.HostName;

/**
 * Detects unproxied clients on the same machine. Proxies add many different headers, so a list of proxy headers would
 * be incomplete. Instead, a request must have no headers other than those of scrapers, browsers and command-line
 * clients.
 */
public final class LocalCaller {

    private static final Set<String> OWN = Set.of(
            "host",
            "user-agent",
            "accept",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "connection",
            "content-length",
            "cookie",
            "dnt",
            "http2-settings",
            "if-modified-since",
            "if-none-match",
            "pragma",
            "priority",
            "referer",
            "sec-gpc",
            "te",
            "traceparent",
            "tracestate",
            "upgrade",
            "upgrade-insecure-requests",
            "x-prometheus-scrape-timeout-seconds",
            "x-request-id");

    private static final String BROWSER = "sec-";

    private LocalCaller() {}

    public static boolean isCallerOf(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress from
                && from.getAddress() != null
                && from.getAddress().isLoopbackAddress()
                && namesLoopback(request)
                && request.getHeaders().stream().allMatch(LocalCaller::isOwn);
    }

    private static boolean namesLoopback(Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        return host != null && HostName.parse(host).filter(HostName::isLoopback).isPresent();
    }

    private static boolean isOwn(HttpField header) {
        String name = header.getName().toLowerCase(Locale.ROOT);
        return OWN.contains(name) || name.startsWith(BROWSER);
    }
}
