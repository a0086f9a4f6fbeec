package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.http.support.CertificateAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a connection with TLS is limited as a handshake until that is complete. */
@Timeout(180)
class HandshakeConnectionTest {

    private static final String PASSWORD = "secret";

    private final CertificateAuthority authority = new CertificateAuthority("test");
    private final Server server = new Server();
    private ServerConnector connector;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        Path keyStore = folder.resolve("server.p12");
        authority.issue("localhost").saveKeyStore(keyStore, PASSWORD);
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStorePath(keyStore.toString());
        context.setKeyStorePassword(PASSWORD);
        connector = OverloadProtection.newTlsConnector(server, context, new HttpConnectionFactory());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
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

    /** With TLS 1.3, a client can change its keys any number of times, also before its first request. */
    @Test
    void aClientThatChangesItsKeys_doesNotDelayOthers() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        List<SSLSocket> clients = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < 4; i++) {
                SSLSocket client = secured(new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
                clients.add(client);
                client.startHandshake();
                threads.submit(() -> client.getInputStream().readAllBytes());
                threads.submit(() -> {
                    while (!end.get()) {
                        client.startHandshake();
                    }
                    return null;
                });
            }
            for (int i = 0; i < 2; i++) {
                try (Socket other = secured(new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()))) {
                    assertGetsAResponse(other);
                }
            }
        } finally {
            end.set(true);
            threads.shutdownNow();
            for (SSLSocket client : clients) {
                client.close();
            }
        }
    }

    private SSLSocket secured(Socket client) throws IOException {
        return (SSLSocket) authority
                .client(null)
                .getSocketFactory()
                .createSocket(client, "localhost", connector.getLocalPort(), true);
    }

    private static void assertGetsAResponse(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 404");
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
}
