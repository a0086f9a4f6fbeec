package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.http.support.CertificateAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that a connection with TLS is limited as a handshake until that is complete, and cannot repeat parts of it without an end. */
@Timeout(60)
class HandshakeConnectionTest {

    private static final String PASSWORD = "secret";

    /** With more names of protocols, the first message of a client needs a second record. */
    private static final int MAX_PROTOCOLS = 62;

    private final CertificateAuthority authority = new CertificateAuthority("test");
    private final Server server = new Server();
    private final GuardedContext context = new GuardedContext();
    private ServerConnector connector;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        Path keyStore = folder.resolve("server.p12");
        authority.issue("localhost").saveKeyStore(keyStore, PASSWORD);
        context.setKeyStorePath(keyStore.toString());
        context.setKeyStorePassword(PASSWORD);
        connector = OverloadProtection.newTlsConnector(server, context, new HttpConfiguration());
        connector.setHost("127.0.0.1");
        // Longer than a test: another end of a connection would hide that it has no limit.
        connector.setIdleTimeout(Duration.ofHours(1).toMillis());
        server.addConnector(connector);
        server.setHandler(new BodyConsumer());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aConnectionWithTls_beginsAsAHandshake() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            assertThat(inTls(connector)).isInstanceOf(HandshakeConnection.class);
            try (Socket secured = secured(client)) {
                assertGetsAResponse(secured);
                assertThat(inTls(connector)).isNotInstanceOf(HandshakeConnection.class);
            }
        }
    }

    /** All handshakes that can run at a time wait when its first message, or the rest of it, comes. The message can be as long as a record, or more can follow. */
    @ParameterizedTest(name = "{0} bytes sent before, {1} protocols, {2} bytes more")
    @CsvSource({
        "0, 0, 0",
        "10, 0, 0",
        "0, 20, 0",
        "10, 20, 0",
        "0, " + MAX_PROTOCOLS + ", 0",
        "10, " + MAX_PROTOCOLS + ", 0",
        "0, 0, 20000",
        "10, 0, 20000"
    })
    void aClientThatLeavesBeforeItsTurn_getsNoHandshake(int sentBefore, int protocols, int more) throws Exception {
        byte[] first = firstMessage(protocols);
        byte[] message = Arrays.copyOf(first, first.length + more);
        context.permission = new CountDownLatch(1);
        int parallel = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        List<FutureTask<Void>> others = new ArrayList<>();
        try (Socket leaving = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            leaving.getOutputStream().write(message, 0, sentBefore);
            while (bytesIn(connector) < sentBefore) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < parallel; i++) {
                FutureTask<Void> other = new FutureTask<>(() -> {
                    try (SSLSocket client = open()) {
                        assertGetsAResponse(client);
                        return null;
                    }
                });
                new Thread(other).start();
                others.add(other);
            }
            while (context.handshakes.size() < parallel
                    || connector.getConnectedEndPoints().size() <= parallel) {
                Thread.onSpinWait();
            }
            leaving.getOutputStream().write(message, sentBefore, message.length - sentBefore);
        }
        context.permission.countDown();
        for (FutureTask<Void> other : others) {
            other.get();
        }
        while (!connector.getConnectedEndPoints().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(context.handshakes).hasSize(parallel);
    }

    /** The clients of one address send nothing, a part of their first messages, or all of these, which wait for the handshakes that run. */
    @Test
    void aClientThatWaitsForItsTurn_isNotDisconnectedSooner() throws Exception {
        byte[] message = firstMessage(0);
        int part = 10;
        context.permission = new CountDownLatch(1);
        int parallel = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        List<Socket> silent = connect(3);
        List<Socket> slow = connect(3);
        List<Socket> waiting = connect(parallel + 3);
        int all = silent.size() + slow.size() + waiting.size();
        try {
            StalledConnectionsTest.awaitClients(connector, all);
            write(message, part, slow);
            while (bytesIn(connector) < (long) part * slow.size()) {
                Thread.onSpinWait();
            }
            StalledConnectionsTest.awaitClients(connector, all);
            write(message, message.length, waiting);
            StalledConnectionsTest.awaitClients(connector, silent.size() + slow.size());
            List<EndPoint> accepted = List.copyOf(connector.getConnectedEndPoints());
            StalledChecks checks = new StalledChecks(new StalledConnections(server, () -> true));
            checks.make(2, accepted);
            assertThat(accepted)
                    .filteredOn(EndPoint::isOpen)
                    .extracting(endPoint -> ((InetSocketAddress) endPoint.getRemoteSocketAddress()).getPort())
                    .containsExactlyInAnyOrderElementsOf(
                            waiting.stream().map(Socket::getLocalPort).toList());
            checks.make(3, accepted);
            assertThat(accepted).noneMatch(EndPoint::isOpen);
        } finally {
            context.permission.countDown();
            for (List<Socket> clients : List.of(silent, slow, waiting)) {
                for (Socket client : clients) {
                    client.close();
                }
            }
        }
    }

    private List<Socket> connect(int count) throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
        }
        return clients;
    }

    private static void write(byte[] message, int length, List<Socket> clients) throws IOException {
        for (Socket client : clients) {
            client.getOutputStream().write(message, 0, length);
        }
    }

    private static long bytesIn(ServerConnector connector) {
        return connector.getConnectedEndPoints().stream()
                .mapToLong(accepted -> accepted.getConnection().getBytesIn())
                .sum();
    }

    private byte[] firstMessage(int protocols) throws IOException {
        SSLEngine client = authority.client(null).createSSLEngine("localhost", connector.getLocalPort());
        client.setUseClientMode(true);
        client.setSSLParameters(withProtocols(client.getSSLParameters(), protocols));
        ByteBuffer message = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), message);
        return Arrays.copyOf(message.array(), message.position());
    }

    @Test
    void aClientWithALongFirstMessage_getsAResponse() throws Exception {
        assertThat(firstMessage(MAX_PROTOCOLS)).hasSizeBetween(16_000, 5 + 16_384);
        try (SSLSocket client = open()) {
            client.setSSLParameters(withProtocols(client.getSSLParameters(), MAX_PROTOCOLS));
            assertGetsAResponse(client);
        }
    }

    /** Makes the first message 256 bytes longer by each name of a protocol (ALPN). */
    private static SSLParameters withProtocols(SSLParameters parameters, int protocols) {
        parameters.setApplicationProtocols(IntStream.range(0, protocols)
                .mapToObj(i -> String.format("%0255d", i))
                .toArray(String[]::new));
        return parameters;
    }

    /** With TLS 1.3, a client can change its keys any number of times, also before its first request. */
    @Test
    void aClientThatChangesItsKeysWithoutAnEnd_isDisconnected() throws Exception {
        try (SSLSocket client = open()) {
            assertIsDisconnected(client);
        }
        try (SSLSocket client = open()) {
            client.getOutputStream().write(post(1_000_000));
            client.getOutputStream().write(new byte[LimitedSslConnection.DATA_BYTES + 1_000]);
            assertIsDisconnected(client);
        }
    }

    private static void assertIsDisconnected(SSLSocket client) {
        assertThatIOException().isThrownBy(() -> {
            while (true) {
                client.startHandshake();
            }
        });
    }

    @Test
    void aClientWithManyShortRecords_staysConnected() throws Exception {
        int records = 10 * LimitedSslConnection.MAX_MESSAGES_WITHOUT_DATA;
        try (SSLSocket client = open()) {
            client.getOutputStream().write(post(records));
            for (int i = 0; i < records; i++) {
                client.getOutputStream().write(' ');
            }
            assertStatus(client, 200);
        }
    }

    private static byte[] post(int length) {
        return ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aClientThatChangesItsKeysBetweenMuchData_staysConnected() throws Exception {
        int changes = 2 * LimitedSslConnection.MAX_MESSAGES_WITHOUT_DATA;
        try (SSLSocket client = open()) {
            client.getOutputStream().write(post(changes * LimitedSslConnection.DATA_BYTES));
            for (int i = 0; i < changes; i++) {
                client.getOutputStream().write(new byte[LimitedSslConnection.DATA_BYTES]);
                client.startHandshake();
            }
            assertStatus(client, 200);
        }
    }

    private SSLSocket open() throws IOException {
        return secured(new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
    }

    private SSLSocket secured(Socket client) throws IOException {
        return (SSLSocket) authority
                .client(null)
                .getSocketFactory()
                .createSocket(client, "localhost", connector.getLocalPort(), true);
    }

    private static void assertGetsAResponse(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertStatus(client, 200);
    }

    private static void assertStatus(Socket client, int status) throws IOException {
        assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 " + status);
    }

    /** Returns the connection in the only one with TLS, once there is one. */
    private static Connection inTls(ServerConnector connector) {
        Connection inner = null;
        while (inner == null) {
            for (EndPoint accepted : connector.getConnectedEndPoints()) {
                if (accepted.getConnection() instanceof SslConnection tls) {
                    inner = tls.getSslEndPoint().getConnection();
                }
            }
        }
        return inner;
    }

    /** Notes the handshakes, which wait for a permission. */
    private static final class GuardedContext extends SslContextFactory.Server {

        private final Set<SSLEngine> handshakes = ConcurrentHashMap.newKeySet();
        private volatile CountDownLatch permission = new CountDownLatch(0);

        @Override
        protected KeyManager[] getKeyManagers(KeyStore keyStore) throws Exception {
            return Stream.of(super.getKeyManagers(keyStore))
                    .map(keys -> new GuardedKeys((X509ExtendedKeyManager) keys, this))
                    .toArray(KeyManager[]::new);
        }
    }

    /** The keys of a server, which a handshake needs. */
    private static final class GuardedKeys extends SslContextFactory.X509ExtendedKeyManagerWrapper {

        private final GuardedContext context;

        GuardedKeys(X509ExtendedKeyManager keys, GuardedContext context) {
            super(keys);
            this.context = context;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            context.handshakes.add(engine);
            try {
                context.permission.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return super.chooseEngineServerAlias(keyType, issuers, engine);
        }
    }
}
