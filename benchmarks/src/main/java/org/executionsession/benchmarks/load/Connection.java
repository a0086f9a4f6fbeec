package org.executionsession.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One caller: a connection that is kept alive, with at most one request in progress. */
final class Connection {

    private static final int READ_BYTES = 64 * 1024;

    private final InetSocketAddress server;
    private final Selector selector;
    private final ByteBuffer request = ByteBuffer.allocateDirect(Requests.MAX_BYTES);
    private ResponseParser parser = new ResponseParser();
    private SocketChannel channel;
    private SelectionKey key;
    private long number;
    private long due;
    private boolean waiting;

    Connection(InetSocketAddress server, Selector selector) throws IOException {
        this.server = server;
        this.selector = selector;
        connect();
    }

    private void connect() throws IOException {
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
        parser = new ResponseParser();
        waiting = false;
    }

    /** Sends the next request; false when there is none. */
    boolean send(Requests requests, long dueNanos) throws IOException {
        request.clear();
        number = requests.next(request);
        if (number == Requests.NONE) {
            return false;
        }
        request.flip();
        due = dueNanos;
        waiting = true;
        write();
        return true;
    }

    /** Whether a request is in progress. */
    boolean waiting() {
        return waiting;
    }

    /** The number of the last request. */
    long number() {
        return number;
    }

    /** When the last request was due. */
    long due() {
        return due;
    }

    int status() {
        return parser.status();
    }

    /** Whether the server closes the connection behind the last response. */
    boolean ends() {
        return parser.lastOfConnection();
    }

    /** Sends and takes what it can; true when the response is complete. Throws when the server has cut the connection. */
    boolean advance(ByteBuffer shared) throws IOException {
        if (waiting && request.hasRemaining()) {
            write();
        }
        shared.clear();
        int read = channel.read(shared);
        if (read == 0) {
            return false;
        }
        if (read < 0) {
            throw new IOException("the server has closed the connection");
        }
        shared.flip();
        boolean complete = parser.parse(shared);
        waiting = !complete;
        return complete;
    }

    void reconnect() throws IOException {
        close();
        connect();
    }

    void close() throws IOException {
        key.cancel();
        channel.close();
    }

    static ByteBuffer readBuffer() {
        return ByteBuffer.allocateDirect(READ_BYTES);
    }

    private void write() throws IOException {
        channel.write(request);
        key.interestOps(request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
}
