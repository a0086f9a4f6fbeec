package org.executionsession.http.internal.overload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Closes connections while the connection limit is reached, and connections that exceed the share of their address. Clients that send a
 * request from time to time could otherwise keep all others out with connections that are never idle for long.
 *
 * <p>While the limit is reached, each response without a known caller is the last one of its connection. If these and the new connections
 * are less than an eighth of all connections in a check, the requests whose bodies have arrived at the lowest rate for a second or longer get
 * status 408, and the next responses of the oldest other connections are their last ones. The response announces it, so a client does not send its next request in vain (RFC 9112, 9.6).
 */
final class ConnectionTurnover extends ConnectionMonitor<Long> {

    /** The part of the connections that others can replace between two checks. */
    private static final int DIVISOR = 8;

    private static final String AUTHENTICATED = ConnectionTurnover.class.getName();

    private final int replaced;
    private final BooleanSupplier limitReached;
    private final AddressConnectionLimit addresses;

    /** The connections with a known caller that can end with a response soon. */
    private final List<EndPoint> candidates = new ArrayList<>();

    /** The bodies that have not arrived completely within a second. */
    private final List<IncompleteBody> slowBodies = new ArrayList<>();

    /** The number of connections that are new or end soon without a decision. */
    private int ownAccord;

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
        if (full && authenticated && request.getConnectionMetaData() instanceof HttpConnection connection) {
            connection.setAttribute(AUTHENTICATED, true);
        }
        Set<EndPoint> ending = this.ending;
        return full && !authenticated
                || !ending.isEmpty()
                        && ending.contains(PeekingEndPoint.unwrapped(
                                request.getConnectionMetaData().getConnection().getEndPoint()));
    }

    @Override
    void begin() {
        candidates.clear();
        slowBodies.clear();
        ownAccord = 0;
        full = limitReached.getAsBoolean();
    }

    /** Keeps the number of requests of a connection. */
    @Override
    Long look(EndPoint endPoint, Long before) {
        Connection connection = HttpConnections.http(endPoint);
        if (connection == null || !full) {
            return null;
        }
        long requests = connection.getMessagesIn();
        Optional<IncompleteBody> body = connection instanceof HttpConnection http ? slowBody(http) : Optional.empty();
        if (body.isPresent()) {
            slowBodies.add(body.get());
        } else if (before == null) {
            ownAccord++;
        } else if (requests != before || HttpConnections.lacksHeader(endPoint)) {
            if (isAuthenticated(connection)) {
                candidates.add(endPoint);
            } else {
                ownAccord++;
            }
        } else if (!isAuthenticated(connection)
                && HttpConnections.isRequestYounger(connection, ConnectionLimit.GRACE)) {
            // A request that is in progress for longer, such as a stream of events, ends no connection soon.
            ownAccord++;
        }
        return requests;
    }

    private static Optional<IncompleteBody> slowBody(HttpConnection connection) {
        return IncompleteBody.of(connection).filter(body -> body.nanos() > ConnectionLimit.GRACE.toNanos());
    }

    private static boolean isAuthenticated(Connection connection) {
        return connection instanceof HttpConnection http && http.getAttribute(AUTHENTICATED) != null;
    }

    @Override
    void complete() {
        AddressConnectionLimit.Excess excess = addresses.excess();
        int wanted = Math.max(0, replaced - ownAccord);
        List<IncompleteBody> slowest = slowBodies.stream()
                .sorted(Comparator.comparingDouble(IncompleteBody::rate))
                .limit(wanted)
                .toList();
        Stream<EndPoint> oldest = candidates.stream()
                .sorted(Comparator.comparingLong(EndPoint::getCreatedTimeStamp))
                .limit(wanted - slowest.size());
        ending = Stream.concat(oldest, excess.ending().stream()).collect(Collectors.toUnmodifiableSet());
        excess.closed().forEach(EndPoint::close);
        slowest.forEach(IncompleteBody::expire);
    }
}
