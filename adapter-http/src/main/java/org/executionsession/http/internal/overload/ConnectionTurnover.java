package org.executionsession.http.internal.overload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;

/**
 * Ends connections while the connection limit is reached, and connections that exceed the share of their address. Clients that send a
 * request from time to time could otherwise keep all others out with connections that are never idle for long.
 *
 * <p>While the limit is reached, each response without a known caller is the last one of its connection. If fewer places become free
 * than an eighth of the connections in each check, the next responses of the oldest connections are their last ones, too. The
 * response announces it, so a client does not send its next request in vain (RFC 9112, 9.6).
 */
final class ConnectionTurnover extends ConnectionMonitor<Long> {

    /** The part of the connections that others can replace between two checks. */
    private static final int DIVISOR = 8;

    private final int replaced;
    private final BooleanSupplier limitReached;
    private final AddressConnectionLimit addresses;

    private final List<EndPoint> candidates = new ArrayList<>();
    private int opened;

    private volatile boolean full;
    private volatile Set<EndPoint> ending = Set.of();

    ConnectionTurnover(Server server, int max, BooleanSupplier limitReached, AddressConnectionLimit addresses) {
        super(server, StalledConnections.INTERVAL);
        this.replaced = Math.max(1, max / DIVISOR);
        this.limitReached = limitReached;
        this.addresses = addresses;
    }

    /** Returns whether the response to a request is the last one of its connection. */
    boolean endsConnection(Request request, boolean authenticated) {
        return full
                && (!authenticated
                        || ending.contains(PeekingEndPoint.unwrapped(
                                request.getConnectionMetaData().getConnection().getEndPoint())));
    }

    /** Keeps the number of requests of a connection. */
    @Override
    Long look(EndPoint endPoint, Long before) {
        Connection connection = HttpConnections.http(endPoint);
        if (connection == null || !full) {
            return null;
        }
        long requests = connection.getMessagesIn();
        if (before == null) {
            opened++;
        } else if (requests != before || HttpConnections.lacksHeader(endPoint)) {
            // A request that is in progress for long, such as a stream of events, ends no connection soon.
            candidates.add(endPoint);
        }
        return requests;
    }

    @Override
    void lookedAtAll() {
        ending = candidates.stream()
                .sorted(Comparator.comparingLong(EndPoint::getCreatedTimeStamp))
                .limit(Math.max(0, replaced - opened))
                .collect(Collectors.toUnmodifiableSet());
        candidates.clear();
        opened = 0;
        full = limitReached.getAsBoolean();
        addresses.excess().forEach(EndPoint::close);
    }
}
