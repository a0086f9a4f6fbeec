package org.executionsession.http.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sockets of clients that keep them open. */
public final class Connections implements AutoCloseable {

    private static final int PATIENCE_MILLISECONDS = 60_000;

    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    public Connections(int port) {
        this.port = port;
    }

    /** Sends what may be less than a request, and says nothing of an end. */
    public Socket open(String sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Opens several that do the same. */
    public void open(int count, String sent) throws IOException {
        for (int i = 0; i < count; i++) {
            open(sent);
        }
    }

    /**
     * Opens several that have next to no room for what they are sent, and take none of it. They send as much as the server
     * takes.
     */
    public void openWithoutReading(int count, String sent) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            sockets.add(channel.socket());
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1_024);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(sent);
            while (bytes.hasRemaining() && channel.write(bytes) > 0) {
                // As long as there is room.
                Thread.onSpinWait();
            }
        }
    }

    /** What comes until the server closes the connection. */
    public static TestResponse everything(Socket socket) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(received);
        return TestResponse.ofBytes(received.toByteArray());
    }

    /** The first line that comes. */
    public static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != '\r';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
