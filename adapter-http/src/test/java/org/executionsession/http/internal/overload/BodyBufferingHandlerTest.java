package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.executionsession.domain.model.Privilege;
import org.executionsession.http.internal.operations.RouteTable;
import org.executionsession.http.support.Connections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how bodies are read: their limits, and the parts in which a network delivers them. */
@Timeout(60)
class BodyBufferingHandlerTest {

    /** The limit of chunks of all but large bodies. */
    private static final int MAX_CHUNKS = 1_024;

    /** The size of the buffer that a connection reads into. No part of a body is larger. */
    private static final int BUFFER_BYTES = 16;

    private static final int BODY_BYTES = 2 * MAX_CHUNKS * BUFFER_BYTES;

    // Without a pool, no buffer is larger than the connection asks for.
    private final Server server = new Server(new QueuedThreadPool(), null, ByteBufferPool.NON_POOLING);
    private final CompletenessCheck check = new CompletenessCheck();
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        HttpConnectionFactory connections = new HttpConnectionFactory();
        connections.setInputBufferSize(BUFFER_BYTES);
        connector = new PeekingConnector(server, connections);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        RouteTable routes = new RouteTable();
        routes.add("POST", "/", "/");
        for (String method : List.of("GET", "HEAD", "DELETE", "PUT")) {
            routes.add(method, "/", "/");
        }
        routes.add("POST", "/read", "/read");
        routes.require("POST", "/read", new RouteTable.Requirements(List.of(Privilege.READ), null, true));
        BodyBufferingHandler bodies = new BodyBufferingHandler(
                routes,
                BODY_BYTES,
                Duration.ofHours(1),
                request -> request.getHeaders().get("User"),
                new SharedMemory(BODY_BYTES, Long.MAX_VALUE),
                new SharedMemory(BODY_BYTES, Long.MAX_VALUE),
                Integer.MAX_VALUE);
        DisconnectMonitor monitor = new DisconnectMonitor();
        monitor.setHandler(check);
        bodies.setHandler(monitor);
        server.setHandler(bodies);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aBodyWithContentLength_isAcceptedInAnyNumberOfParts() throws IOException {
        assertThat(status("Content-Length: " + BODY_BYTES, " ".repeat(BODY_BYTES)))
                .isEqualTo(200);
    }

    @Test
    void aBodyOfManyChunks_isRejected() throws IOException {
        String accepted = "1\r\n \r\n".repeat(MAX_CHUNKS);
        String end = "0\r\n\r\n";
        assertThat(status("Transfer-Encoding: chunked", accepted + end)).isEqualTo(200);
        assertThat(status("Transfer-Encoding: chunked", "1\r\n \r\n" + accepted + end))
                .isEqualTo(413);
    }

    /** Few clients send a header and its body in one packet. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "PUT"})
    void aBodyThatArrivesAfterItsHeader_leavesTheConnectionOpen(String method) throws IOException {
        try (Connections connections = new Connections(connector.getLocalPort())) {
            String header = method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n";
            Socket client = connections.open(header);
            awaitRead(1, header.length());
            Connections.send(client, " ".repeat(20));
            String head = Connections.head(client.getInputStream(), true);
            assertThat(head).startsWith("HTTP/1.1 200 ");
            assertThat(Connections.announcesClose(head)).isFalse();
            Connections.send(client, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(Connections.next(client).status()).isEqualTo(200);
        }
    }

    /** Waits until the server has read so many bytes of each of some connections. */
    private void awaitRead(int connections, int bytes) {
        Predicate<Connection> isRead = connection -> connection.getBytesIn() >= bytes;
        while (connector.getConnectedEndPoints().stream()
                                .map(EndPoint::getConnection)
                                .filter(isRead)
                                .count()
                        < connections
                && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "PUT"})
    void aBodyThatIsTooLarge_isRejected_whateverTheMethod(String method) throws IOException {
        String request = method + " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        String declared = "Content-Length: " + (BODY_BYTES + 1) + "\r\n\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        String chunk = Integer.toHexString(BODY_BYTES + 1) + "\r\n" + " ".repeat(BODY_BYTES + 1) + "\r\n0\r\n\r\n";
        int port = connector.getLocalPort();
        assertThat(Connections.exchange(port, request + declared).status()).isEqualTo(413);
        assertThat(Connections.exchange(port, request + chunked + chunk).status())
                .isEqualTo(413);
        try (Connections connections = new Connections(port)) {
            Socket client = connections.open(request + chunked);
            awaitRead(1, (request + chunked).length());
            Connections.send(client, chunk);
            assertThat(Connections.everything(client).status()).isEqualTo(413);
        }
    }

    /** Its client has sent all that there is to send, so it does not send slowly. */
    @Test
    void aCompleteBody_isNotEndedAsASlowOne() throws Exception {
        try (Connections connections = new Connections(connector.getLocalPort())) {
            List<Socket> held = new ArrayList<>();
            for (String user : List.of("a", "b")) {
                held.add(connections.open(read(user, "Hold: true\r\n")));
            }
            check.awaitHeld(2);
            assertThat(Connections.everything(connections.open(read("c", ""))).status())
                    .isEqualTo(503);
            check.end.countDown();
            for (Socket client : held) {
                assertThat(Connections.everything(client).status()).isEqualTo(200);
            }
        }
    }

    /** Both have as much as the caller that waits. */
    @Test
    void aBodyThatIsSentSlowly_isEndedForACallerThatWaits() throws Exception {
        try (Connections connections = new Connections(connector.getLocalPort())) {
            List<Socket> slow = new ArrayList<>();
            for (String user : List.of("a", "b")) {
                String complete = read(user, "");
                slow.add(connections.open(complete.substring(0, complete.length() - 1)));
                awaitRead(slow.size(), complete.length() - 1);
            }
            assertThat(Connections.everything(connections.open(read("c", ""))).status())
                    .isEqualTo(200);
            assertThat(Connections.everything(slow.get(0)).status()).isEqualTo(503);
            Connections.send(slow.get(1), " ");
            assertThat(Connections.everything(slow.get(1)).status()).isEqualTo(200);
        }
    }

    @Test
    void aCompleteBodyOfARead_isEndedForACallerWithLess() throws Exception {
        try (Connections connections = new Connections(connector.getLocalPort())) {
            List<Socket> held = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                held.add(connections.open(read("a", "Hold: true\r\n")));
                check.awaitHeld(i + 1);
            }
            assertThat(Connections.everything(connections.open(read("b", ""))).status())
                    .isEqualTo(200);
            assertThat(Connections.everything(held.get(0)).status()).isEqualTo(503);
            check.end.countDown();
            assertThat(Connections.everything(held.get(1)).status()).isEqualTo(200);
        }
    }

    private static String read(String user, String header) {
        return "POST /read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser: " + user + "\r\n" + header
                + "Content-Length: " + BODY_BYTES + "\r\n\r\n" + " ".repeat(BODY_BYTES);
    }

    private int status(String length, String body) throws IOException {
        String request = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + length + "\r\n\r\n" + body;
        return Connections.exchange(connector.getLocalPort(), request).status();
    }

    /** Responds with 200 to each request that has a complete body or needs none. It holds some requests, which can be preempted. */
    private static final class CompletenessCheck extends Handler.Abstract {

        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicInteger held = new AtomicInteger();

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws InterruptedException {
            boolean isComplete = !(request.getAttribute(BodyBufferingHandler.ATTRIBUTE) instanceof BufferedBody body)
                    || body.failure() == BufferedBody.Failure.NONE;
            response.setStatus(isComplete ? HttpStatus.OK_200 : HttpStatus.INTERNAL_SERVER_ERROR_500);
            if (request.getHeaders().contains("Hold") && isEnded(request)) {
                response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
            }
            callback.succeeded();
            return true;
        }

        /** Holds a request, and returns whether it was ended for another one. */
        private boolean isEnded(Request request) throws InterruptedException {
            CountDownLatch over = new CountDownLatch(1);
            try (DisconnectMonitor.MonitoredRequest monitored = DisconnectMonitor.monitor(servletRequest(request))) {
                monitored.onCancel(over::countDown);
                held.incrementAndGet();
                while (end.getCount() > 0 && over.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return monitored.isPreempted();
            }
        }

        /** The servlet request that has the attributes of a request. */
        private static ServletRequest servletRequest(Request request) {
            return (ServletRequest) Proxy.newProxyInstance(
                    ServletRequest.class.getClassLoader(),
                    new Class<?>[] {ServletRequest.class},
                    (proxy, method, arguments) -> request.getAttribute((String) arguments[0]));
        }

        void awaitHeld(int count) {
            while (held.get() < count && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }
    }
}
