package org.executionsession.http.internal.overload;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;

/** Where a client is: its address, or the network of 64 bits with IPv6, since a client usually has the whole network. */
public final class ClientNetwork {

    private ClientNetwork() {}

    /** Returns the network of the client of a request, or of the proxy in front of it. Connections that are already closed have one together. */
    public static String of(HttpServletRequest request) {
        InetAddress network = AddressConnectionLimit.addressOfClient(ConnectionReset.endPoint(request));
        return network == null ? String.valueOf(request.getRemoteAddr()) : network.getHostAddress();
    }
}
