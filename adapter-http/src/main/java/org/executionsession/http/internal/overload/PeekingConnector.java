package org.executionsession.http.internal.overload;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Creates peeking end points for all connections, and ends its acceptor when its port is closed. */
final class PeekingConnector extends ServerConnector {

    /** How long a close waits for the acceptor, which a busy pool of threads can delay. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CountDownLatch accepting = new CountDownLatch(1);

    PeekingConnector(Server server, ConnectionFactory... factories) {
        super(server, factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        PeekingEndPoint endPoint = new PeekingEndPoint(channel, selector, key, this);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /** Accepts a connection. If the port is closed, this ends the acceptor; Jetty would call it again and again until the connector stops. */
    @Override
    public void accept(int acceptor) throws IOException {
        accepting.countDown();
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        super.accept(acceptor);
    }

    /** Closes the port. Waits until the acceptor has begun: Jetty logs an exception if the connector stops at that moment. */
    @Override
    public void close() {
        if (isRunning()) {
            try {
                accepting.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        super.close();
    }
}
