package org.executionsession.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many connections, each with a request that waits, in one thread. */
final class WaitingClients implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Longer than a response with a small session. */
    private static final int BUFFER = 16 * 1024;

    private final InetSocketAddress server;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    WaitingClients(URI server) {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        try {
            selector = Selector.open();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Opens a connection that waits for a change of a session; {@code tag} is the entity tag of its known state. */
    void wait(String session, String tag, int seconds) throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        ByteBuffer request = StandardCharsets.US_ASCII.encode("GET /qrs/executionsession/" + session
                + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=" + seconds + "\r\nIf-None-Match: " + tag + "\r\n\r\n");
        while (request.hasRemaining()) {
            channel.write(request);
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Waits for a number of responses and closes their connections. Returns when each of them came, in nanoseconds. */
    List<Long> responses(int count) throws IOException {
        List<Long> times = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (times.size() < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + times.size() + " of " + count + " waits have ended");
            }
            selector.select(key -> times.add(read(key)), 1_000);
        }
        return times;
    }

    private long read(SelectionKey key) {
        try (SocketChannel channel = (SocketChannel) key.channel()) {
            buffer.clear();
            channel.read(buffer);
            long now = System.nanoTime();
            String status = StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException(
                        "a wait has ended with " + status.lines().findFirst().orElse("nothing"));
            }
            return now;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
