package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that large headers share a budget, which has space for two of them, of two addresses. */
@Timeout(60)
class LimitedHttpConnectionTest {

    private static final String SMALL = "GET / HTTP/1.1\r\nHost: localhost\r\n" + "a:b\r\n".repeat(60);
    private static final String LARGE = SMALL + "X-Large: " + "x".repeat(30_000) + "\r\n";

    private final Server server = new Server();
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(72 * 1024);
        connector = new ServerConnector(server, new LimitedHttpConnection.Factory(http, new HeaderBudget(8 * 20_000)));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                callback.succeeded();
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void largeHeaders_shareABudgetUntilTheirConnectionsAreClosed() throws IOException {
        try (Connections connections = new Connections(connector.getLocalPort())) {
            Socket small = connections.open(SMALL + "\r\n");
            assertThat(Connections.statusLine(small)).startsWith("HTTP/1.1 200");
            Socket incomplete = connections.open(LARGE);
            awaitStatus(connections, 503);
            Connections.send(small, SMALL + "Connection: close\r\n\r\n");
            assertThat(small.getInputStream().readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .contains("HTTP/1.1 200 OK");
            Socket other = connections.openFrom("127.0.0.2", LARGE + "\r\n");
            assertThat(Connections.statusLine(other)).startsWith("HTTP/1.1 200");
            incomplete.close();
            awaitStatus(connections, 200);
        }
    }

    @Test
    void theResponseToALargeHeader_endsTheConnection() throws IOException {
        try (Connections connections = new Connections(connector.getLocalPort())) {
            TestResponse response = Connections.everything(connections.open(LARGE + "\r\n"));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Connection")).contains("close");
        }
    }

    /** Sends large headers until one gets a response with a status. The server can learn late of another connection. */
    private static void awaitStatus(Connections connections, int status) throws IOException {
        String line = "";
        while (!line.startsWith("HTTP/1.1 " + status)) {
            line = Connections.statusLine(connections.open(LARGE + "\r\n"));
            assertThat(line).startsWith("HTTP/1.1 ");
        }
    }
}
