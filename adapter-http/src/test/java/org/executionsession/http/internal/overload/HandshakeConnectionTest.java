package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
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

/** Tests that a connection with TLS is limited as a handshake until that is complete, and cannot repeat parts of it without an end. */
@Timeout(60)
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
}
