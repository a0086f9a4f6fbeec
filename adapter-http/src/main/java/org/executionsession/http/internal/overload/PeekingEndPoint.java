package org.executionsession.http.internal.overload;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An end point that detects a disconnected client while no reader is active. TCP reports the end only to a read, so
 * this class reads ahead and keeps received data, such as the next request, for the next reader.
 */
final class PeekingEndPoint extends SocketChannelEndPoint {

    private static final Logger LOG = LoggerFactory.getLogger(PeekingEndPoint.class);

    /** Larger than the closing record of TLS. A client that sends more than this ahead counts as connected. */
    private static final int MAX_KEPT = 1_024;

    private final Executor executor;
    private final Object lock = new Object();
    private ByteBuffer kept = BufferUtil.EMPTY_BUFFER;

    /** Whether the reader has asked for input, and the selector has reported none since then. */
    private volatile boolean awaitsClient;

    /** Null if nobody waits for the client to close the connection. */
    private final AtomicReference<Runnable> closeListener = new AtomicReference<>();

    PeekingEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Connector connector) {
        super(channel, selector, key, connector.getScheduler());
        this.executor = connector.getExecutor();
    }

    /** Returns the end point of the socket; with TLS, it is wrapped. */
    static EndPoint unwrapped(EndPoint endPoint) {
        return endPoint instanceof EndPoint.Wrapper wrapper ? unwrapped(wrapper.unwrap()) : endPoint;
    }

    /** Sets an option of the socket of an end point, unless it is closed. */
    static <T> void setOption(EndPoint endPoint, SocketOption<T> option, T value) {
        if (unwrapped(endPoint).getTransport() instanceof SocketChannel channel) {
            try {
                channel.setOption(option, value);
            } catch (IOException closed) {
                LOG.debug("the connection is already closed", closed);
            }
        }
    }

    /** Returns whether the client has closed the connection or its sending side; false while a reader is active. */
    boolean isClosedByClient() {
        return isClosedByClient(MAX_KEPT);
    }

    /**
     * Returns whether the client has closed the connection or its sending side; false while a reader is active.
     *
     * @param maxKept a client that has sent more bytes ahead counts as connected
     */
    boolean isClosedByClient(int maxKept) {
        synchronized (lock) {
            if (!isOpen() || isInputShutdown()) {
                return true;
            }
            if (isFillInterested() || kept.remaining() >= maxKept) {
                return false;
            }
            try {
                return readAhead(maxKept);
            } catch (IOException reset) {
                return true;
            }
        }
    }

    /**
     * Returns whether nothing can continue until the client sends more. If not, the server has to read or to handle what has arrived: the reader waits for a
     * thread or for its turn, or runs.
     */
    boolean awaitsClient() {
        return awaitsClient;
    }

    /** Returns how many bytes were read ahead. */
    int bytesKept() {
        synchronized (lock) {
            return kept.remaining();
        }
    }

    /** Returns the size of the buffer of these bytes, for tests. */
    int memoryKept() {
        synchronized (lock) {
            return kept.capacity();
        }
    }

    /**
     * Runs an action once when the client closes the connection or its sending side while no reader is active. It runs in a thread of the
     * server.
     */
    void onClosedByClient(Runnable action) {
        closeListener.set(action);
        awaitInput();
    }

    /** Does not run an action any more. Another one, of the next request, stays. */
    void removeOnClosedByClient(Runnable action) {
        closeListener.compareAndSet(action, null);
    }

    /** The selector reports input once. If it is not the end, it is kept, until there is too much. */
    private void awaitInput() {
        synchronized (lock) {
            if (isFillInterested() || kept.remaining() >= MAX_KEPT) {
                return;
            }
        }
        super.needsFillInterest();
    }

    @Override
    public Runnable onSelected() {
        Runnable selected = super.onSelected();
        if (selected != null) {
            awaitsClient = false;
        }
        if (selected == null || closeListener.get() == null) {
            return selected;
        }
        return () -> {
            selected.run();
            peek();
        };
    }

    private void peek() {
        Runnable listener = closeListener.get();
        if (listener == null) {
            return;
        }
        if (isClosedByClient()) {
            if (closeListener.compareAndSet(listener, null)) {
                listener.run();
            }
        } else {
            awaitInput();
        }
    }

    /**
     * Reads all available data, because the end follows the closing record of TLS, but keeps no more than a number of bytes. Returns whether the end was
     * reached.
     */
    private boolean readAhead(int maxKept) throws IOException {
        ByteBuffer next = withSpace(kept, maxKept);
        try {
            int read = 1;
            while (read > 0) {
                if (!next.hasRemaining() && next.capacity() < maxKept) {
                    next = withSpace(next.flip(), maxKept);
                }
                // Zero if there is no space.
                read = getChannel().read(next);
            }
            return read < 0;
        } finally {
            keep(next.flip());
        }
    }

    /** Copies data to a buffer that has space for as much again. Clients send less than the maximum, and many of them can be waiting. */
    private static ByteBuffer withSpace(ByteBuffer data, int maxBytes) {
        int size = Math.max(MAX_KEPT, 2 * data.remaining());
        return ByteBuffer.allocate(Math.min(size, maxBytes)).put(data);
    }

    /** Without data, the buffer is released: a connection can be idle for long. */
    private void keep(ByteBuffer data) {
        kept = data.hasRemaining() ? data : BufferUtil.EMPTY_BUFFER;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        synchronized (lock) {
            if (!kept.hasRemaining()) {
                return super.fill(buffer);
            }
            int filled = BufferUtil.append(buffer, kept);
            keep(kept);
            return filled;
        }
    }

    @Override
    protected void needsFillInterest() {
        synchronized (lock) {
            if (!kept.hasRemaining()) {
                // Before the selector can report input.
                awaitsClient = true;
                super.needsFillInterest();
                return;
            }
        }
        // The selector does not report data that was already read.
        executor.execute(getFillInterest()::fillable);
    }
}
