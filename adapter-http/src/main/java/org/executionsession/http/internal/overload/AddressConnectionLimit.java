package org.executionsession.http.internal.overload;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.NanoTime;

/**
 * Limits the connections of one address, so that it cannot use up the connection limit. A connection beyond its share
 * replaces the oldest connection of that address that has been open for a second and has no request in progress.
 * Connections younger than a second are not closed, so the share can be exceeded for that time; {@link #excess} finds
 * them later. If requests are in progress on the whole share, the new connection is closed.
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
        add(address, opened).forEach(EndPoint::close);
    }

    @Override
    public void onClosed(Connection connection) {
        remove(connection.getEndPoint());
    }

    /**
     * The connections that exceed the share of their address, which is possible for those that were opened within the same second.
     *
     * @param closed the connections to close now
     * @param ending the connections to end with the response to the request that is in progress
     */
    record Excess(List<EndPoint> closed, Set<EndPoint> ending) {}

    /**
     * Finds the connections that exceed the share of their address. Of those with requests in progress, these are the newest. They can respond
     * within their first second, and are closed then.
     */
    synchronized Excess excess() {
        List<EndPoint> closed = new ArrayList<>();
        Set<EndPoint> ending = new HashSet<>();
        for (Map<EndPoint, Long> ofAddress : connections.values()) {
            closed.addAll(removeIdleExcess(ofAddress));
            if (ofAddress.size() > max) {
                withRequests(ofAddress)
                        .skip(max)
                        .forEach(newest -> (isYoung(ofAddress.get(newest)) ? ending : closed).add(newest));
            }
        }
        return new Excess(closed, ending);
    }

    /** Adds a connection. Returns the connections to close for it, which can be itself. */
    private synchronized List<EndPoint> add(InetAddress address, EndPoint opened) {
        Map<EndPoint, Long> ofAddress = connections.computeIfAbsent(address, none -> new LinkedHashMap<>());
        ofAddress.put(opened, NanoTime.now());
        addresses.put(opened, address);
        List<EndPoint> excess = removeIdleExcess(ofAddress);
        if (ofAddress.size() > max && withRequests(ofAddress).count() >= max) {
            ofAddress.remove(opened);
            excess.add(opened);
        }
        return excess;
    }

    /** Removes and returns the oldest connections without a request in progress that exceed the share of their address. */
    private List<EndPoint> removeIdleExcess(Map<EndPoint, Long> ofAddress) {
        List<EndPoint> excess = new ArrayList<>();
        Iterator<Map.Entry<EndPoint, Long>> oldest = ofAddress.entrySet().iterator();
        while (ofAddress.size() > max && oldest.hasNext()) {
            Map.Entry<EndPoint, Long> next = oldest.next();
            if (isYoung(next.getValue())) {
                break;
            }
            if (HttpConnections.lacksHeader(next.getKey())) {
                excess.add(next.getKey());
                oldest.remove();
            }
        }
        return excess;
    }

    private static boolean isYoung(long opened) {
        return NanoTime.since(opened) < ConnectionLimit.GRACE.toNanos();
    }

    private static Stream<EndPoint> withRequests(Map<EndPoint, Long> ofAddress) {
        return ofAddress.keySet().stream().filter(endPoint -> !HttpConnections.lacksHeader(endPoint));
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
    static InetAddress address(EndPoint endPoint) {
        if (endPoint instanceof SslConnection.SslEndPoint
                || !(endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
            return null;
        }
        return remote.getAddress() instanceof Inet6Address address ? network(address) : remote.getAddress();
    }

    /** Returns the address of the client of a connection, also within TLS; null if it is already closed. */
    static InetAddress addressOfClient(EndPoint endPoint) {
        return address(PeekingEndPoint.unwrapped(endPoint));
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
