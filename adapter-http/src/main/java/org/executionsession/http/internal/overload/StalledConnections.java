package org.executionsession.http.internal.overload;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * While the connection limit is reached, closes connections that have not completed their headers for one to two
 * seconds. Slow headers or slow TLS handshakes could otherwise block all other clients.
 *
 * <p>Those of an address with many of them are closed after a quarter to half a second: more connections than the limit could otherwise
 * wait before each new client, and each of them for more than a second. Those that wait for the server are not closed sooner: their clients may have sent all
 * that they can. Those that wait for a thread, and not for their turn of a TLS handshake, have five seconds.
 */
final class StalledConnections extends ConnectionMonitor<StalledConnections.Seen> {

    /** The number of checks without new headers after the first check. */
    private static final int PATIENCE = 4;

    /** The same for a connection whose header may have arrived, but has not been read, since no thread was free: the time that a request can be queued. */
    private static final int PATIENCE_WITHOUT_THREAD = 5 * PATIENCE;

    static final Duration INTERVAL = ConnectionLimit.GRACE.dividedBy(PATIENCE);

    /** How many connections without a request an address can have before they are closed sooner. Few clients open more at the same time. */
    private static final int FEW = 4;

    private final BooleanSupplier limitReached;

    /** Whether the limit was reached when the check began. With the first connection that the check closes, it is not any more. */
    private boolean full;

    /** The number of connections without a request of each address, in the last check that was complete and in this one. */
    private Map<InetAddress, Integer> lastOfAddress = Map.of();

    private Map<InetAddress, Integer> ofAddress = new HashMap<>();

    StalledConnections(Server server, BooleanSupplier limitReached) {
        super(server, INTERVAL);
        this.limitReached = limitReached;
    }

    /**
     * The state of a connection.
     *
     * @param restarted whether the checks were counted anew when a thread had read the first part of the header: its client could send no more before. Once only, so that a
     *     client that sends byte after byte gains nothing
     * @param awaitsServer whether its client has sent what the server has not handled yet
     */
    record Seen(long requests, int looks, boolean awaitsServer, boolean restarted) {}

    /** Also after a check that failed, this one counts from zero. */
    @Override
    void begin() {
        ofAddress = new HashMap<>();
        full = limitReached.getAsBoolean();
    }

    @Override
    Seen look(EndPoint endPoint, Seen before) {
        Connection connection = HttpConnections.http(endPoint);
        if (connection == null || !HttpConnections.lacksHeader(endPoint)) {
            return null;
        }
        long requests = connection.getMessagesIn();
        boolean isOfMany = requests == 0 && isOfMany(endPoint);
        boolean awaitsServer = HttpConnections.awaitsServer(endPoint);
        boolean isNew = before == null || before.requests() != requests;
        boolean wasRestarted = !isNew && before.restarted();
        boolean restarts = !isNew
                && !wasRestarted
                && before.looks() >= PATIENCE - 1
                && before.awaitsServer()
                && !awaitsServer
                && connection instanceof HttpConnection;
        int looks = isNew || restarts ? 0 : before.looks() + 1;
        Seen now = new Seen(requests, looks, awaitsServer, wasRestarted || restarts);
        int patience = now.awaitsServer() && connection instanceof HttpConnection ? PATIENCE_WITHOUT_THREAD : PATIENCE;
        boolean isStalled = looks >= patience || isOfMany && looks > 0 && awaitsClient(before, now);
        if (isStalled && full) {
            endPoint.close();
            return null;
        }
        return now;
    }

    /** Returns whether the client could have sent more between two checks. It cannot while it waits for the server. */
    private static boolean awaitsClient(Seen before, Seen now) {
        return !before.awaitsServer() && !now.awaitsServer();
    }

    /**
     * Counts a connection without a request, and returns whether its address has many of them. One with an earlier request is not counted: it is of a client
     * that sends complete headers.
     */
    private boolean isOfMany(EndPoint endPoint) {
        InetAddress address = AddressConnectionLimit.addressOfClient(endPoint);
        if (address == null) {
            return false;
        }
        ofAddress.merge(address, 1, Integer::sum);
        return lastOfAddress.getOrDefault(address, 0) > FEW;
    }

    @Override
    void complete() {
        lastOfAddress = ofAddress;
    }
}
