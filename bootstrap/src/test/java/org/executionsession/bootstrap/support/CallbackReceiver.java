package org.executionsession.bootstrap.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A receiver of notifications on a plain socket, so that it can break each rule of HTTP. */
public final class CallbackReceiver implements AutoCloseable {

    /** The response of a receiver that accepts. */
    public static final String ACCEPTED = "HTTP/1.1 204 No Content\r\n\r\n";

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");

    private final ServerSocket server;
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = socket -> write(socket, ACCEPTED);

    /** What the receiver does after it has read a request. */
    @FunctionalInterface
    public interface Behaviour {

        void respond(Socket socket) throws IOException;
    }

    private CallbackReceiver(ServerSocket server) {
        this.server = server;
        run(this::accept);
    }

    public static CallbackReceiver start() throws IOException {
        return on(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    }

    /** Starts a receiver on a socket, such as one with TLS. */
    public static CallbackReceiver on(ServerSocket server) {
        return new CallbackReceiver(server);
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "callback-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return "http://localhost:" + port() + "/changes";
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    /** Responds with a text, and keeps the connection. */
    public void respond(String response) {
        behaviour = socket -> write(socket, response);
    }

    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Closes a connection with a reset. */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                run(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String request = read(socket.getInputStream());
            while (!request.isEmpty()) {
                requests.add(request);
                behaviour.respond(socket);
                request = socket.isClosed() ? "" : read(socket.getInputStream());
            }
        } catch (SocketException closedByClient) {
            // Some clients of the test do that.
        } catch (IOException failure) {
            requests.add("failed: " + failure);
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        String text = head.toString(ISO_8859_1);
        Matcher length = LENGTH.matcher(text);
        return length.find() ? text + new String(in.readNBytes(Integer.parseInt(length.group(1))), ISO_8859_1) : text;
    }

    /** Waits for the next request. */
    public String next() throws InterruptedException {
        String request = requests.poll(2, TimeUnit.MINUTES);
        assertThat(request).as("a request").isNotNull();
        return request;
    }

    /** Returns the bodies of requests so far that nobody has waited for. */
    public boolean isIdle() {
        return requests.isEmpty();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
