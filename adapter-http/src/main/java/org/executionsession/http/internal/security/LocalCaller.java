package org.executionsession.http.internal.security;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.executionsession.http.config.HostName;

/**
 * Knows a caller on the same machine that speaks for itself. A proxy speaks for others; there are many headers by which it says
 * so, and more to come, so the request must have no headers but those of scrapers, browsers and command lines.
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
