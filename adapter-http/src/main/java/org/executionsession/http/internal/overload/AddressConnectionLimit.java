package org.executionsession.http.internal.overload;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.NanoTime;

/**
 * Limits the connections of one address, so that it cannot use up the connection limit. A connection beyond its share
 * replaces the oldest connection of that address that has been open for a second and has no request in progress.
 * Connections younger than a second are not closed, so the share can be exceeded for that time. If requests are in
 * progress on the whole share, the new connection is closed.
 */
final class AddressConnectionLimit implements Connection.Listener {

    /** The length of an IPv6 /64 prefix. A client usually has the whole network. */
    private static final int NETWORK_BYTES = 8;

    private final int max;

    /** The connections of each address, oldest first, with the time at which each was opened. Guarded by this. */
    private final Map<InetAddress, Map<EndPoint, Long>> connections = new HashMap<>();

    /** The address of each open connection; a closed socket no longer has one. Guarded by this. */
    private final Map<EndPoint, InetAddress> addresses = new HashMap<>();

    AddressConnectionLimit(int max) {
        this.max = max;
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint opened = connection.getEndPoint();
        InetAddress address = address(opened);
        if (address == null) {
            return;
        }
        EndPoint excess = add(address, opened);
        if (excess != null) {
            excess.close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        remove(connection.getEndPoint());
    }

    /**
     * Returns whether an address has requests in progress on more connections than its share. This is possible if
     * they were opened within the same second.
     */
    synchronized boolean isExceededWith(EndPoint endPoint) {
        Map<EndPoint, Long> ofAddress = connections.getOrDefault(addresses.get(endPoint), Map.of());
        return ofAddress.size() > max && withRequests(ofAddress) > max;
    }

    /** Adds a connection. Returns the connection to close instead; null for none. */
    private synchronized EndPoint add(InetAddress address, EndPoint opened) {
        Map<EndPoint, Long> ofAddress = connections.computeIfAbsent(address, none -> new LinkedHashMap<>());
        ofAddress.put(opened, NanoTime.now());
        addresses.put(opened, address);
        if (ofAddress.size() <= max) {
            return null;
        }
        for (Map.Entry<EndPoint, Long> older : ofAddress.entrySet()) {
            if (NanoTime.since(older.getValue()) < ConnectionLimit.GRACE.toNanos()) {
                break;
            }
            if (HttpConnections.lacksHeader(older.getKey())) {
                ofAddress.remove(older.getKey());
                return older.getKey();
            }
        }
        if (withRequests(ofAddress) < max) {
            return null;
        }
        ofAddress.remove(opened);
        return opened;
    }

    private static long withRequests(Map<EndPoint, Long> connections) {
        return connections.keySet().stream()
                .filter(endPoint -> !HttpConnections.lacksHeader(endPoint))
                .count();
    }

    private synchronized void remove(EndPoint closed) {
        InetAddress address = addresses.remove(closed);
        Map<EndPoint, Long> ofAddress = connections.get(address);
        if (ofAddress != null) {
            ofAddress.remove(closed);
            if (ofAddress.isEmpty()) {
                connections.remove(address);
            }
        }
    }

    /**
     * Returns the address of a connection; null for the decrypted end point within a TLS connection, which is counted
     * already.
     */
    private static InetAddress address(EndPoint endPoint) {
        if (endPoint instanceof SslConnection.SslEndPoint
                || !(endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
            return null;
        }
        return remote.getAddress() instanceof Inet6Address address ? network(address) : remote.getAddress();
    }

    private static InetAddress network(Inet6Address address) {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
