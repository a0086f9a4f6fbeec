package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static long closedOfThoseThatWaitForAThread(int times) throws Exception {
        int threads = 4;
        Server server = new Server(new QueuedThreadPool(threads));
        ServerConnector connector = OverloadProtection.newConnector(server, new HttpConfiguration());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Held held = new Held();
        server.setHandler(held);
        server.start();
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 4 * threads; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
            }
            awaitClients(connector, clients.size());
            List<Socket> waiting = clients.subList(0, clients.size() / 2);
            for (Socket client : waiting) {
                client.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            awaitClients(connector, clients.size() - waiting.size());
            List<EndPoint> accepted = List.copyOf(connector.getConnectedEndPoints());
            new StalledChecks(new StalledConnections(server, () -> true)).make(times, accepted);
            Set<Integer> open = accepted.stream()
                    .filter(EndPoint::isOpen)
                    .map(endPoint -> ((InetSocketAddress) endPoint.getRemoteSocketAddress()).getPort())
                    .collect(Collectors.toSet());
            assertThat(waiting).extracting(Socket::getLocalPort).containsAll(open);
            return waiting.size() - open.size();
        } finally {
            held.permission.countDown();
            for (Socket client : clients) {
                client.close();
            }
            server.stop();
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

        private final CountDownLatch permission = new CountDownLatch(1);

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            permission.await();
            callback.succeeded();
            return true;
        }
    }
}
