package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.http.support.CertificateAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a connection with TLS is limited as a handshake until that is complete. */
@Timeout(60)
class HandshakeConnectionTest {

    private static final String PASSWORD = "secret";

    @TempDir
    Path folder;

    @Test
    void aConnectionWithTls_beginsAsAHandshake() throws Exception {
        CertificateAuthority authority = new CertificateAuthority("test");
        Path keyStore = folder.resolve("server.p12");
        authority.issue("localhost").saveKeyStore(keyStore, PASSWORD);
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStorePath(keyStore.toString());
        context.setKeyStorePassword(PASSWORD);
        Server server = new Server();
        ServerConnector connector = OverloadProtection.newTlsConnector(server, context, new HttpConnectionFactory());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            assertThat(inTls(connector)).isInstanceOf(HandshakeConnection.class);
            try (Socket secured = authority
                    .client(null)
                    .getSocketFactory()
                    .createSocket(client, "localhost", connector.getLocalPort(), true)) {
                secured.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(secured.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 404");
                assertThat(inTls(connector)).isNotInstanceOf(HandshakeConnection.class);
            }
        } finally {
            server.stop();
        }
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
