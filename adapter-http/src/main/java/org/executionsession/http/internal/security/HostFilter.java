package org.executionsession.http.internal.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.internal.host.HostName;

/**
 * Rejects requests for other hosts. A foreign site can point its name to this machine (DNS rebinding). The browser
 * then treats the server as that site, and lets its pages read and change everything. The Host header reveals this.
 * With client authentication such a page has no credentials, so the filter is not needed.
 */
final class HostFilter extends Handler.Wrapper {

    private static final int MAX_OF_REMEMBERED = 64;

    private final Set<String> names = new HashSet<>();
    private final Set<InetAddress> addresses = new HashSet<>();

    /**
     * Addresses are not subject to DNS rebinding, so any address is permitted, except on the loopback interface,
     * which only loopback addresses reach.
     */
    private final boolean anyAddress;

    /** Hosts that were allowed, as the requests stated them. Parsing costs 3 % of the creation of a session. */
    private final Set<String> remembered = ConcurrentHashMap.newKeySet();

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
     * Creates the filter of a port.
     *
     * @param more further hosts of the server, in addition to loopback and the bound interface
     * @param listening the name or address of the bound interface
     */
    static HostFilter of(List<String> more, String listening) {
        List<HostName> hosts = Stream.concat(more.stream(), Stream.of(listening))
                .flatMap(host -> HostName.parseWithoutPort(host).stream())
                .toList();
        return new HostFilter(hosts, !isLoopback(listening));
    }

    private static boolean isLoopback(String listening) {
        try {
            return InetAddress.getByName(listening).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            // The server cannot bind to an unknown host.
            return true;
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        List<String> hostHeaders = request.getHeaders().getValuesList(HttpHeader.HOST);
        String target = request.getHttpURI().getHost();
        if (hostHeaders.size() == 1 && isAllowed(hostHeaders.get(0)) && (target == null || isAllowed(target))) {
            return super.handle(request, response, callback);
        }
        Response.writeError(request, response, callback, HttpStatus.MISDIRECTED_REQUEST_421);
        return true;
    }

    private boolean isAllowed(String host) {
        if (remembered.contains(host)) {
            return true;
        }
        boolean isAllowed = isOfThisServer(host);
        if (isAllowed && remembered.size() < MAX_OF_REMEMBERED) {
            remembered.add(host);
        }
        return isAllowed;
    }

    private boolean isOfThisServer(String host) {
        return HostName.parse(host)
                .filter(parsed -> parsed.isLoopback()
                        || (parsed.isAddress()
                                ? anyAddress || addresses.contains(parsed.address())
                                : names.contains(parsed.name())))
                .isPresent();
    }
}
