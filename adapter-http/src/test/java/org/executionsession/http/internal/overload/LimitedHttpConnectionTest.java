package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that trailers are limited, and that large headers share a budget, which has space for two of them, of two addresses. */
@Timeout(60)
class LimitedHttpConnectionTest {

    private static final String FIELD = "a:b\r\n";
    private static final String SMALL = "GET / HTTP/1.1\r\nHost: localhost\r\n" + FIELD.repeat(60);
    private static final String LARGE = SMALL + "X-Large: " + "x".repeat(30_000) + "\r\n";

    /** The rest of a request with an empty body, except for the trailers and the empty line. */
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n";

    /** The size of the buffer that a connection reads into. */
    private static final int BUFFER = 8_192;

    private static final int MAX = 8 * 25_000;

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
            while (budget.taken() < MAX / 4) {
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
            String other = statusOfAnotherAddress(connections);
            while (other.startsWith("HTTP/1.1 503")) {
                // Connections whose headers were rejected are closed a moment later.
                other = statusOfAnotherAddress(connections);
            }
            assertThat(other).startsWith("HTTP/1.1 200");
            incomplete.close();
            // Those that keep their side open are closed by the server.
            while (budget.taken() > 0) {
                Thread.onSpinWait();
            }
            assertThat(Connections.statusLine(connections.open(LARGE + "\r\n"))).startsWith("HTTP/1.1 200");
        }
    }

    private static String statusOfAnotherAddress(Connections connections) throws IOException {
        return Connections.statusLine(connections.openFrom("127.0.0.2", LARGE + "\r\n"));
    }

    @Test
    void trailers_areLimitedAsFields() throws IOException {
        try (Connections connections = new Connections(connector.getLocalPort())) {
            for (String trailers : List.of(FIELD.repeat(37), "")) {
                Socket few = connections.open(SMALL + CHUNKED + trailers + "\r\n");
                assertThat(Connections.statusLine(few)).startsWith("HTTP/1.1 200");
            }
            Socket many = connections.open(SMALL + CHUNKED + FIELD.repeat(38) + "\r\n");
            assertThat(Connections.statusLine(many)).startsWith("HTTP/1.1 400");
            Socket large = connections.open(SMALL + CHUNKED + "a:" + "b".repeat(40_000) + "\r\n\r\n");
            assertThat(Connections.statusLine(large)).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void trailersAfterALargeHeader_areAccepted() throws IOException {
        try (Connections connections = new Connections(connector.getLocalPort())) {
            Socket client = connections.open(LARGE + CHUNKED + "a:" + "b".repeat(4_000) + "\r\n\r\n");
            assertThat(Connections.statusLine(client)).startsWith("HTTP/1.1 200");
        }
    }

    /** Also if the end of a buffer divides the end of the body. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aChunkedBodyAfterALargeHeader_isAcceptedWhereverABufferEnds(int beyond) throws IOException {
        String begin = SMALL + "X-Large: ";
        String end = "\r\n" + CHUNKED + "\r\n";
        int length = 3 * BUFFER + beyond;
        String request = begin + "x".repeat(length - begin.length() - end.length()) + end;
        assertThat(request).hasSize(length);
        try (Connections connections = new Connections(connector.getLocalPort())) {
            assertThat(Connections.everything(connections.open(request)).status())
                    .isEqualTo(200);
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

    @Test
    void buffers_areDirectUnlessConfiguredOtherwise() {
        HttpConfiguration defaults = new HttpConfiguration();
        assertThat(newConnection(defaults).isUseInputDirectByteBuffers()).isTrue();
        assertThat(newConnection(defaults).isUseOutputDirectByteBuffers()).isTrue();
        HttpConfiguration input = new HttpConfiguration();
        input.setUseInputDirectByteBuffers(false);
        assertThat(newConnection(input).isUseInputDirectByteBuffers()).isFalse();
        assertThat(newConnection(input).isUseOutputDirectByteBuffers()).isTrue();
        HttpConfiguration output = new HttpConfiguration();
        output.setUseOutputDirectByteBuffers(false);
        assertThat(newConnection(output).isUseInputDirectByteBuffers()).isTrue();
        assertThat(newConnection(output).isUseOutputDirectByteBuffers()).isFalse();
    }

    private LimitedHttpConnection newConnection(HttpConfiguration configuration) {
        return (LimitedHttpConnection) new LimitedHttpConnection.Factory(configuration, budget)
                .newConnection(connector, new ByteArrayEndPoint());
    }
}
