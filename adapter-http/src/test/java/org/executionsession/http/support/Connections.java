package org.executionsession.http.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Locale;

/** The raw sockets of clients: they send any bytes, and stay open until the test closes them. */
public final class Connections implements AutoCloseable {

    private static final int PATIENCE_MILLISECONDS = 60_000;

    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    public Connections(int port) {
        this.port = port;
    }

    /** Opens a connection that sends nothing yet. */
    public Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        return socket;
    }

    /** Opens a connection from another address of the loopback interface. */
    public Socket openFrom(String address, String sent) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(address), 0);
        sockets.add(socket);
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        send(socket, sent);
        return socket;
    }

    /** Opens a connection and sends a text, which may be less than a request. Leaves the output open. */
    public Socket open(String sent) throws IOException {
        return open(sent.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Socket open(byte[] sent) throws IOException {
        Socket socket = open();
        socket.getOutputStream().write(sent);
        return socket;
    }

    /** Sends more on an open connection. */
    public static void send(Socket socket, String sent) throws IOException {
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Opens several connections that send the same text. */
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

    /** Opens one that has next to no room for what it is sent, and takes none of it. Waits until the server has taken all that it sends. */
    public void sendWithoutReading(String sent) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(1_024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        send(socket, sent);
    }

    /** Returns the response, after which the server closes the connection. */
    public static TestResponse everything(Socket socket) throws IOException {
        return TestResponse.ofBytes(socket.getInputStream().readAllBytes());
    }

    /** Sends a request, after which the server closes the connection, and returns the response. */
    public static TestResponse exchange(int port, String request) throws IOException {
        try (Connections connections = new Connections(port)) {
            return everything(connections.open(request));
        }
    }

    /** Returns whether the head of a response announces that the server closes the connection. */
    public static boolean announcesClose(String head) {
        return head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
    }

    /** Reads the next response with its Content-Length, and leaves the connection open. */
    public static TestResponse next(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        received.writeBytes(lines(in).getBytes(StandardCharsets.ISO_8859_1));
        TestResponse head = TestResponse.ofBytes(received.toByteArray());
        received.writeBytes(
                in.readNBytes(Integer.parseInt(head.header("Content-Length").orElseThrow())));
        return TestResponse.ofBytes(received.toByteArray());
    }

    /** Reads the next response that is not provisional, with its body, and returns its head. */
    public static String head(InputStream in, boolean withoutBody) throws IOException {
        String head = lines(in);
        if (head.startsWith("HTTP/1.1 1")) {
            return head(in, withoutBody);
        }
        String lower = head.toLowerCase(Locale.ROOT);
        assertThat(lower)
                .startsWith("http/1.1 ")
                .doesNotStartWith("http/1.1 500")
                .contains("content-length: ");
        int length = Integer.parseInt(lower.split("content-length: ")[1].split("\r\n")[0]);
        if (!withoutBody) {
            assertThat(in.readNBytes(length)).hasSize(length);
        }
        return head;
    }

    /** Reads the lines up to the first empty one. */
    private static String lines(InputStream in) throws IOException {
        StringBuilder lines = new StringBuilder();
        while (lines.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended after '" + lines + "'");
            }
            lines.append((char) next);
        }
        return lines.toString();
    }

    /** Reads and returns the first line of the response. */
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
