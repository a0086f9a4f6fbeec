package org.executionsession.http.internal.overload;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TLS connection until its handshake is complete. A handshake takes a millisecond or two of a processor, before anything is known of the client. So
 * few of them run at a time, and the addresses take turns: otherwise the handshakes of one address could use all processors and threads. Clients that have
 * left when their turn comes take none of this time.
 */
final class HandshakeConnection extends AbstractConnection {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeConnection.class);

    /** Handshakes leave half of the processors to requests. */
    private static final int PROCESSORS_DIVISOR = 2;

    /**
     * One record of TLS with its header (RFC 8446, section 5.1). The first message of a client has a few hundred bytes, and with keys of post-quantum cryptography
     * one to two thousand; many names of protocols make it longer.
     */
    private static final int MAX_FIRST_MESSAGE = 5 + 16 * 1024;

    private final Connector connector;
    private final ConnectionFactory next;
    private final BoundedExecutor handshakes;

    /** Whose turn it is; connections that are already closed have no address, and take one together. */
    private final Object source;

    /** Only the thread of the handshake uses it. */
    private boolean complete;

    private HandshakeConnection(
            SslEndPoint endPoint, Connector connector, ConnectionFactory next, BoundedExecutor handshakes) {
        super(endPoint, connector.getExecutor());
        this.connector = connector;
        this.next = next;
        this.handshakes = handshakes;
        InetAddress address = AddressConnectionLimit.addressOfClient(endPoint);
        source = address == null ? connector : address;
        endPoint.getSslConnection().addHandshakeListener(new SslHandshakeListener() {
            @Override
            public void handshakeSucceeded(Event event) {
                complete = true;
            }
        });
    }

    /** Creates the connections between that of TLS and another protocol. */
    static final class Factory extends AbstractConnectionFactory {

        private final ConnectionFactory next;
        private final BoundedExecutor handshakes =
                new BoundedExecutor(Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_DIVISOR));

        /**
         * Creates a factory.
         *
         * @param next creates the connections that follow
         * @param threads the threads of the server
         */
        Factory(ConnectionFactory next, Executor threads) {
            super("tls-handshake");
            this.next = next;
            handshakes.use(threads);
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            return new HandshakeConnection((SslEndPoint) endPoint, connector, next, handshakes);
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        fillInterested();
    }

    @Override
    public void onFillable() {
        handshakes.execute(source, this::proceed);
    }

    private void proceed() {
        if (isAbandoned()) {
            PeekingEndPoint.unwrapped(getEndPoint()).close();
            return;
        }
        int filled = fill();
        if (filled < 0) {
            close();
        } else if (complete) {
            getEndPoint().upgrade(next.newConnection(connector, getEndPoint()));
        } else {
            fillInterested();
        }
    }

    /**
     * Returns whether the client has left before the server responded to its first message, or has sent more than this message. No client does so that waits
     * for a response. If more were ignored, a client could hide its end behind it.
     */
    private boolean isAbandoned() {
        boolean hasResponded = ((SslEndPoint) getEndPoint()).getSslConnection().getBytesOut() > 0;
        return !hasResponded
                && PeekingEndPoint.unwrapped(getEndPoint()) instanceof PeekingEndPoint socket
                && (socket.isClosedByClient(MAX_FIRST_MESSAGE + 1) || socket.bytesKept() > MAX_FIRST_MESSAGE);
    }

    /** Continues the handshake: TLS reads and writes what it needs, also for an empty buffer. */
    private int fill() {
        try {
            return getEndPoint().fill(BufferUtil.EMPTY_BUFFER);
        } catch (IOException failed) {
            LOG.debug("a TLS handshake has failed", failed);
            return -1;
        }
    }

    /** Sends what TLS says at the end, too. */
    @Override
    public void close() {
        getEndPoint().shutdownOutput();
        super.close();
    }

    /** No request yet, as an HTTP connection has none at first. */
    @Override
    public long getMessagesIn() {
        return 0;
    }
}
