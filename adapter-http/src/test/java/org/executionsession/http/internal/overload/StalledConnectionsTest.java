package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which connections are closed while the connection limit is reached. */
class StalledConnectionsTest {

    private final List<EndPoint> endPoints = new ArrayList<>();

    /** The limit is reached until a connection is closed. */
    private final StalledConnections stalled =
            new StalledConnections(new Server(), () -> endPoints.stream().allMatch(EndPoint::isOpen));

    private final StalledChecks checks = new StalledChecks(stalled);

    @Test
    void allStalledConnections_areClosedInOneCheck() {
        for (int address = 1; address <= 10; address++) {
            connect("127.0.0." + address);
        }
        check(5);
        assertThat(endPoints).noneMatch(EndPoint::isOpen);
    }

    @Test
    void anAddressWithMany_losesThemSooner() {
        EndPoint single = connect("127.0.0.1");
        for (int i = 0; i < 5; i++) {
            connect("127.0.0.2");
        }
        check(2);
        assertThat(endPoints).filteredOn(EndPoint::isOpen).containsExactly(single);
    }

    @Test
    void aNewConnection_isNotClosed() {
        for (int i = 0; i < 5; i++) {
            connect("127.0.0.2");
        }
        check(1);
        EndPoint added = connect("127.0.0.2");
        check(1);
        assertThat(endPoints).filteredOn(EndPoint::isOpen).containsExactly(added);
    }

    @Test
    void aCheckThatFails_doesNotCount() {
        for (int i = 0; i < 3; i++) {
            connect("127.0.0.2");
        }
        checks.fail(endPoints);
        check(2);
        assertThat(endPoints).allMatch(EndPoint::isOpen);
    }

    /** Its client has sent all that it can. The other clients of its address have sent nothing. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 20})
    @Timeout(60)
    void aConnectionThatWaitsForAThread_isNotClosed(int times) throws Exception {
        assertThat(closedOfThoseThatWaitForAThread(times)).isZero();
    }

    @Test
    @Timeout(60)
    void aConnectionThatWaitsForAThreadForFiveSeconds_isClosed() throws Exception {
        assertThat(closedOfThoseThatWaitForAThread(21)).isPositive();
    }

    /** Its client could send no more before, and sends no more now. */
    @Test
    @Timeout(60)
    void aHeaderThatIsReadLate_isAwaitedAnew() throws Exception {
        try (BusyServer server = new BusyServer()) {
            EndPoint late = server.connections(server.clients.subList(0, 1)).get(0);
            StalledChecks made = server.checks();
            server.readLate(1, () -> made.make(10, List.of(late)));
            made.make(4, List.of(late));
            assertThat(late.isOpen()).isTrue();
            made.make(1, List.of(late));
            assertThat(late.isOpen()).isFalse();
        }
    }

    @Test
    @Timeout(60)
    void aHeaderThatIsReadLateTwice_isAwaitedAnewOnce() throws Exception {
        try (BusyServer server = new BusyServer()) {
            EndPoint late = server.connections(server.clients.subList(0, 1)).get(0);
            StalledChecks made = server.checks();
            server.readLate(1, () -> made.make(10, List.of(late)));
            made.make(1, List.of(late));
            server.readLate(8, () -> made.make(10, List.of(late)));
            assertThat(late.isOpen()).isTrue();
            made.make(1, List.of(late));
            assertThat(late.isOpen()).isFalse();
        }
    }

    private static long closedOfThoseThatWaitForAThread(int times) throws Exception {
        try (BusyServer server = new BusyServer()) {
            List<Socket> waiting = server.clients.subList(0, 8);
            server.occupyThreads(waiting);
            List<EndPoint> connectionsOfWaiting = server.connections(waiting);
            List<EndPoint> accepted = List.copyOf(server.connector.getConnectedEndPoints());
            server.checks().make(times, accepted);
            List<EndPoint> open = accepted.stream().filter(EndPoint::isOpen).toList();
            assertThat(connectionsOfWaiting).containsAll(open);
            return waiting.size() - open.size();
        }
    }

    /** A server with few threads, and more clients than threads. */
    private static final class BusyServer implements AutoCloseable {

        private final QueuedThreadPool threads = new QueuedThreadPool(4);
        private final Server server = new Server(threads);
        private final ServerConnector connector = OverloadProtection.newConnector(server, new HttpConfiguration());
        private final Held held = new Held();
        private final List<Socket> clients = new ArrayList<>();

        BusyServer() throws Exception {
            // A reserved thread would read what arrives last before what waits in the queue.
            threads.setReservedThreads(0);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(held);
            server.start();
            for (int i = 0; i < 16; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
            }
            awaitClients(connector, clients.size());
        }

        /** Does something while a line of the header of the first client waits for a thread, and lets a thread read the line then. */
        void readLate(int occupying, Runnable meanwhile) throws IOException {
            long awaited = clientsAwaited();
            held.permission = new CountDownLatch(1);
            occupyThreads(clients.subList(occupying, occupying + 8));
            send(clients.subList(0, 1), occupying == 1 ? "GET / HTTP/1.1\r\n" : "Host: localhost\r\n");
            meanwhile.run();
            held.permission.countDown();
            awaitClients(connector, awaited);
        }

        /** Sends requests of which the first ones hold all threads, so that the others wait for one. */
        void occupyThreads(List<Socket> waiting) throws IOException {
            send(waiting, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        /** Sends a text by clients that have sent nothing, and waits until the server has noticed it. */
        void send(List<Socket> by, String text) throws IOException {
            long awaited = clientsAwaited();
            for (Socket client : by) {
                client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            }
            awaitClients(connector, awaited - by.size());
        }

        private long clientsAwaited() {
            return connector.getConnectedEndPoints().stream()
                    .filter(endPoint -> ((PeekingEndPoint) endPoint).awaitsClient())
                    .count();
        }

        List<EndPoint> connections(List<Socket> of) {
            Set<Integer> ports = of.stream().map(Socket::getLocalPort).collect(Collectors.toSet());
            return connector.getConnectedEndPoints().stream()
                    .filter(endPoint ->
                            ports.contains(((InetSocketAddress) endPoint.getRemoteSocketAddress()).getPort()))
                    .toList();
        }

        StalledChecks checks() {
            return new StalledChecks(new StalledConnections(server, () -> true));
        }

        @Override
        public void close() throws IOException {
            held.permission.countDown();
            for (Socket client : clients) {
                client.close();
            }
            LifeCycle.stop(server);
        }
    }

    /** Waits until the server waits for so many clients. */
    static void awaitClients(ServerConnector connector, long count) {
        while (connector.getConnectedEndPoints().stream()
                        .filter(endPoint -> ((PeekingEndPoint) endPoint).awaitsClient())
                        .count()
                != count) {
            Thread.onSpinWait();
        }
    }

    private EndPoint connect(String address) {
        EndPoint endPoint = new ByteArrayEndPoint() {
            @Override
            public SocketAddress getRemoteSocketAddress() {
                return new InetSocketAddress(address, 50_000);
            }
        };
        endPoint.setConnection(new AbstractConnection(endPoint, Runnable::run) {
            @Override
            public void onFillable() {
                // It never has a request.
            }

            @Override
            public long getMessagesIn() {
                return 0;
            }
        });
        endPoints.add(endPoint);
        return endPoint;
    }

    private void check(int times) {
        checks.make(times, endPoints);
    }

    /** Holds the requests, and with them all threads of a server. */
    private static final class Held extends Handler.Abstract {

        private volatile CountDownLatch permission = new CountDownLatch(1);

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            permission.await();
            callback.succeeded();
            return true;
        }
    }
}
