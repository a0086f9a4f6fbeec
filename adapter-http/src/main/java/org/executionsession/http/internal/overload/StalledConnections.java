package org.executionsession.http.internal.overload;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;

/**
 * While the connection limit is reached, closes connections that have not completed their headers for one to two
 * seconds. Slow headers or slow TLS handshakes could otherwise block all other clients.
 *
 * <p>Those of an address with many of them are closed after a quarter to half a second: more connections than the limit could otherwise
 * wait before each new client, and each of them for more than a second.
 */
final class StalledConnections extends ConnectionMonitor<StalledConnections.Seen> {

    /** The number of checks without new headers after the first check. */
    private static final int PATIENCE = 4;

    static final Duration INTERVAL = ConnectionLimit.GRACE.dividedBy(PATIENCE);

    /** How many connections without a request an address can have before they are closed sooner. Few clients open more at the same time. */
    private static final int FEW = 4;

    private final BooleanSupplier limitReached;

    /** Whether the limit was reached when the check began. With the first connection that the check closes, it is not any more. */
    private boolean full;

    /** The number of connections without a request of each address, in the last check and in this one. */
    private Map<InetAddress, Integer> lastOfAddress = Map.of();

    private Map<InetAddress, Integer> ofAddress = new HashMap<>();

    StalledConnections(Server server, BooleanSupplier limitReached) {
        super(server, INTERVAL);
        this.limitReached = limitReached;
    }

    record Seen(long requests, int looks) {}

    @Override
    void begin() {
        full = limitReached.getAsBoolean();
    }

    @Override
    Seen look(EndPoint endPoint, Seen before) {
        Connection connection = HttpConnections.http(endPoint);
        if (connection == null || !HttpConnections.lacksHeader(endPoint)) {
            return null;
        }
        long requests = connection.getMessagesIn();
        int looks = before == null || before.requests() != requests ? 0 : before.looks() + 1;
        if (looks >= patience(endPoint, requests) && full) {
            endPoint.close();
            return null;
        }
        return new Seen(requests, looks);
    }

    /**
     * Returns how many checks a connection can take. One with an earlier request is of a client that sends complete headers. One without a TLS
     * handshake, which counts no requests, can wait for the server.
     */
    private int patience(EndPoint endPoint, long requests) {
        InetAddress address = requests == 0 ? AddressConnectionLimit.addressOfClient(endPoint) : null;
        if (address == null) {
            return PATIENCE;
        }
        ofAddress.merge(address, 1, Integer::sum);
        return lastOfAddress.getOrDefault(address, 0) > FEW ? 1 : PATIENCE;
    }

    @Override
    void complete() {
        lastOfAddress = ofAddress;
        ofAddress = new HashMap<>();
    }
}
