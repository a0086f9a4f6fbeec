package org.executionsession.http.internal.overload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;

/**
 * A connection that can be asked whether its client has closed it, while nobody reads from it: TCP tells that to a reader
 * alone. What comes instead of the end, such as the next request, is kept for the next reader.
 */
final class PeekingEndPoint extends SocketChannelEndPoint {

    /** More than the last record of TLS; a client that sends more than this ahead is there. */
    private static final int MAX_KEPT = 1_024;

    private final Executor executor;
    private final Object lock = new Object();
    private ByteBuffer kept = BufferUtil.EMPTY_BUFFER;

    private PeekingEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Connector connector) {
        super(channel, selector, key, connector.getScheduler());
        this.executor = connector.getExecutor();
    }

    /** Makes all of its connections so. */
    static final class Connector extends ServerConnector {

        Connector(Server server, ConnectionFactory... factories) {
            super(server, factories);
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            PeekingEndPoint endPoint = new PeekingEndPoint(channel, selector, key, this);
            endPoint.setIdleTimeout(getIdleTimeout());
            return endPoint;
        }
    }

    /** Whether the client has closed the connection, or its half of it; false also while somebody reads from it. */
    boolean isClosedByClient() {
        synchronized (lock) {
            if (!isOpen() || isInputShutdown()) {
                return true;
            }
            if (isFillInterested() || kept.remaining() >= MAX_KEPT) {
                return false;
            }
            ByteBuffer next = ByteBuffer.allocate(MAX_KEPT);
            next.put(kept);
            try {
                return read(next);
            } catch (IOException reset) {
                return true;
            } finally {
                kept = next.flip();
            }
        }
    }

    /** As much as there is; behind the last record of TLS, there is the end. */
    private boolean read(ByteBuffer next) throws IOException {
        int read = 1;
        while (read > 0) {
            read = getChannel().read(next);
        }
        return read < 0;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        synchronized (lock) {
            if (!kept.hasRemaining()) {
                return super.fill(buffer);
            }
            return BufferUtil.append(buffer, kept);
        }
    }

    @Override
    protected void needsFillInterest() {
        synchronized (lock) {
            if (!kept.hasRemaining()) {
                super.needsFillInterest();
                return;
            }
        }
        // The selector would not tell of what is here already.
        executor.execute(getFillInterest()::fillable);
    }
}
