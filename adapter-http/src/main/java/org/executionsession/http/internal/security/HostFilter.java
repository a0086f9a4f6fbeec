package org.executionsession.http.internal.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.config.HostName;
import org.executionsession.http.config.SecurityConfig;

/**
 * Answers requests for this server alone. A page of a foreign site can make its name point to this machine (DNS rebinding):
 * then the browser takes the server for that site, and lets the page read and change everything. The name in the request is
 * what gives it away. Where callers prove who they are, such a page can prove nothing.
 */
public final class HostFilter extends Handler.Wrapper {

    private final Set<String> names = new HashSet<>();
    private final Set<InetAddress> addresses = new HashSet<>();

    /** An address cannot be made to point elsewhere; but on the loopback interface no other is ever meant. */
    private final boolean anyAddress;

    private HostFilter(List<HostName> hosts, boolean anyAddress) {
        for (HostName host : hosts) {
            if (host.isAddress()) {
                addresses.add(host.address());
            } else {
                names.add(host.name());
            }
        }
        this.anyAddress = anyAddress;
    }

    /**
     * The check for a port.
     *
     * @param more the hosts under which callers reach it, besides the loopback and the one that it listens on
     * @param listening the name or address of the interface
     */
    public static HostFilter of(List<HostName> more, String listening) {
        List<HostName> hosts = new ArrayList<>(more);
        HostName.parse(SecurityConfig.bracketed(listening)).ifPresent(hosts::add);
        return new HostFilter(hosts, !isLoopback(listening));
    }

    private static boolean isLoopback(String listening) {
        try {
            return InetAddress.getByName(listening).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            // Listening there fails.
            return true;
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        List<String> named = request.getHeaders().getValuesList(HttpHeader.HOST);
        String target = request.getHttpURI().getHost();
        if (named.size() == 1 && isOurs(named.get(0)) && (target == null || isOurs(target))) {
            return super.handle(request, response, callback);
        }
        Response.writeError(request, response, callback, HttpStatus.MISDIRECTED_REQUEST_421);
        return true;
    }

    private boolean isOurs(String host) {
        return HostName.parse(host)
                .filter(parsed -> parsed.isLoopback()
                        || (parsed.isAddress()
                                ? anyAddress || addresses.contains(parsed.address())
                                : names.contains(parsed.name())))
                .isPresent();
    }
}
