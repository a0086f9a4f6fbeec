package org.executionsession.http.internal.overload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
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
 * <p>While the limit is reached, each response without a known caller is the last one of its connection, and so is each one to a caller with
 * too many connections, whose slow bodies end, too. If these and the new connections are less than an eighth of all connections in a check,
 * the requests whose bodies have arrived at the lowest rate for a second or longer get status 408, and the next responses of the oldest other
 * connections are their last ones. The response announces it, so a client does not send its next request in vain (RFC 9112, 9.6).
 */
final class ConnectionTurnover extends ConnectionMonitor<Long> {

    /** The part of the connections that others can replace between two checks. */
    private static final int DIVISOR = 8;

    private static final String CALLER = ConnectionTurnover.class.getName();

    private final int replaced;
    private final BooleanSupplier limitReached;
    private final IntSupplier accepting;
    private final AddressConnectionLimit addresses;
    private final Function<Request, Object> callerOf;
    private final CallerShares shares;

    /** The connections with a known caller that can end with a response soon. */
    private final List<EndPoint> candidates = new ArrayList<>();

    /** The bodies that have not arrived completely within a second. */
    private final List<SlowBody> slowBodies = new ArrayList<>();

    /** The number of connections that are new or end soon without a decision. */
    private int ownAccord;

    private volatile boolean full;
    private volatile Set<EndPoint> ending = Set.of();

    ConnectionTurnover(
            Server server,
            int max,
            BooleanSupplier limitReached,
            IntSupplier accepting,
            AddressConnectionLimit addresses,
            Function<Request, Object> callerOf) {
        super(server, StalledConnections.INTERVAL);
        this.replaced = Math.max(1, max / DIVISOR);
        this.limitReached = limitReached;
        this.accepting = accepting;
        this.addresses = addresses;
        this.callerOf = callerOf;
        this.shares = new CallerShares(max);
    }

    /** A slow body with its rate and its caller when it was looked at. */
    private record SlowBody(IncompleteBody body, double rate, Object caller) {}

    /** Returns whether the response to a request is the last one of its connection. */
    boolean endsConnection(Request request) {
        if (full) {
            Object caller = callerOf.apply(request);
            if (caller == null) {
                return true;
            }
            if (request.getConnectionMetaData() instanceof HttpConnection connection) {
                connection.setAttribute(CALLER, caller);
            }
            if (shares.ends(caller)) {
                return true;
            }
        }
        Set<EndPoint> ending = this.ending;
        return !ending.isEmpty()
                && ending.contains(PeekingEndPoint.unwrapped(
                        request.getConnectionMetaData().getConnection().getEndPoint()));
    }

    @Override
    void begin() {
        candidates.clear();
        slowBodies.clear();
        // They count for the limit, but are not among the connections yet.
        ownAccord = accepting.getAsInt();
        full = limitReached.getAsBoolean();
    }

    /** Keeps the number of requests of a connection. */
    @Override
    Long look(EndPoint endPoint, Long before) {
        Connection connection = HttpConnections.http(endPoint);
        if (!full) {
            return null;
        }
        if (connection == null) {
            ownAccord++;
            return null;
        }
        Object caller = connection instanceof HttpConnection http ? callerOf(http) : null;
        if (caller != null) {
            shares.count(caller);
        }
        long requests = connection.getMessagesIn();
        Optional<IncompleteBody> body = connection instanceof HttpConnection http ? slowBody(http) : Optional.empty();
        if (body.isPresent()) {
            slowBodies.add(new SlowBody(body.get(), body.get().rate(), caller));
        } else if (before == null) {
            ownAccord++;
        } else if (requests != before || HttpConnections.lacksHeader(endPoint)) {
            if (caller != null) {
                candidates.add(endPoint);
            } else {
                ownAccord++;
            }
        } else if (caller == null && HttpConnections.isRequestYounger(connection, ConnectionLimit.GRACE)) {
            // A request that is in progress for longer, such as a stream of events, ends no connection soon.
            ownAccord++;
        }
        return requests;
    }

    /** Returns the caller of the request in progress, or of the last one; null if it is not known. */
    private Object callerOf(HttpConnection connection) {
        Request request = connection.getHttpChannel().getRequest();
        Object caller = request == null ? null : callerOf.apply(request);
        return caller == null ? connection.getAttribute(CALLER) : caller;
    }

    private static Optional<IncompleteBody> slowBody(HttpConnection connection) {
        return IncompleteBody.of(connection).filter(body -> body.nanos() > ConnectionLimit.GRACE.toNanos());
    }

    @Override
    void complete() {
        AddressConnectionLimit.Excess excess = addresses.excess();
        shares.complete();
        int wanted = Math.max(0, replaced - ownAccord);
        Set<SlowBody> slowest = slowBodies.stream()
                .sorted(Comparator.comparingDouble(SlowBody::rate))
                .limit(wanted)
                .collect(Collectors.toCollection(HashSet::new));
        Stream<EndPoint> oldest = candidates.stream()
                .sorted(Comparator.comparingLong(EndPoint::getCreatedTimeStamp))
                .limit(wanted - slowest.size());
        ending = Stream.concat(oldest, excess.ending().stream()).collect(Collectors.toUnmodifiableSet());
        excess.closed().forEach(EndPoint::close);
        slowBodies.stream()
                .filter(slow -> slowest.contains(slow) || slow.caller() != null && shares.ends(slow.caller()))
                .forEach(slow -> slow.body().expire());
    }
}
