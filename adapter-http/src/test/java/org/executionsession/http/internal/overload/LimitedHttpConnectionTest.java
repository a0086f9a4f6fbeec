package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
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

    private static final int MAX = 8 * 20_000;

    private final HeaderBudget budget = new HeaderBudget(MAX);
    private final Server server = new Server();
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(72 * 1024);
        connector = new ServerConnector(server, new LimitedHttpConnection.Factory(http, budget));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new BodyConsumer());
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
            while (budget.taken() < MAX / 3) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 50; i++) {
                assertThat(Connections.statusLine(connections.open(LARGE + "\r\n")))
                        .startsWith("HTTP/1.1 503");
            }
            Connections.send(small, SMALL + "Connection: close\r\n\r\n");
            assertThat(small.getInputStream().readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .contains("HTTP/1.1 200 OK");
            Socket other = connections.openFrom("127.0.0.2", LARGE + "\r\n");
            assertThat(Connections.statusLine(other)).startsWith("HTTP/1.1 200");
            incomplete.close();
            // Those that keep their side open are closed by the server.
            while (budget.taken() > 0) {
                Thread.onSpinWait();
            }
            assertThat(Connections.statusLine(connections.open(LARGE + "\r\n"))).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void trailers_areLimitedAsFields() throws IOException {
        String body = "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n";
        try (Connections connections = new Connections(connector.getLocalPort())) {
            for (String trailers : List.of("a:b\r\n".repeat(37), "")) {
                Socket few = connections.open(SMALL + body + trailers + "\r\n");
                assertThat(Connections.statusLine(few)).startsWith("HTTP/1.1 200");
            }
            for (String trailers : List.of("a:b\r\n".repeat(38), "a:" + "b".repeat(40_000) + "\r\n")) {
                Socket many = connections.open(SMALL + body + trailers + "\r\n");
                assertThat(Connections.statusLine(many))
                        .as("%s characters", trailers.length())
                        .doesNotContain("200");
            }
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
}
