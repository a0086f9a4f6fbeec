package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how much of a rejected body is discarded. No deadline ends a connection here, because that would hide that another limit does not. */
@Timeout(120)
class DiscardedBodyTest {

    private static final Problem TOO_LARGE = new Problem(413, "the body is too large");

    /** The size of the buffer that a connection reads into. No chunk of a body with Content-Length is larger. */
    private static final int BUFFER_BYTES = 32;

    /** Buffers of a socket that are much smaller than the bodies. */
    private static final int SOCKET_BYTES = 16 * 1024;

    private static final int MEBIBYTE = 1024 * 1024;

    // Without a pool, no buffer is larger than the connection asks for.
    private final Server server = new Server(new QueuedThreadPool(), new NoScheduler(), ByteBufferPool.NON_POOLING);
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setAcceptedReceiveBufferSize(SOCKET_BYTES);
        server.addConnector(connector);
        server.setHandler(new Rejection());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    /** Parsing a chunk takes the same, however short it is. The sockets have no space for as many. */
    @Test
    void manyShortChunks_endTheConnection() throws IOException {
        int blocks = 500;
        byte[] block = "1\r\n \r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        try (Connections connections = new Connections(connector.getLocalPort())) {
            Socket client = connections.open(post("Transfer-Encoding: chunked"));
            assertThatIOException().isThrownBy(() -> {
                for (int i = 0; i < blocks; i++) {
                    client.getOutputStream().write(block);
                }
            });
        }
    }

    @Test
    void aBodyWithContentLength_isDiscardedInAnyNumberOfParts() throws IOException {
        connector.getConnectionFactory(HttpConnectionFactory.class).setInputBufferSize(BUFFER_BYTES);
        try (Connections connections = new Connections(connector.getLocalPort())) {
            Socket client = connections.open();
            client.setSendBufferSize(SOCKET_BYTES);
            Connections.send(client, post("Content-Length: " + MEBIBYTE) + " ".repeat(MEBIBYTE));
            TestResponse response = Connections.everything(client);
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.header("Connection")).contains("close");
        }
    }

    private static String post(String length) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n";
    }

    private static final class Rejection extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            DiscardedBody.respond(TOO_LARGE, request, response, callback);
            return true;
        }
    }

    /** Runs no task. */
    private static final class NoScheduler extends AbstractLifeCycle implements Scheduler {

        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            return () -> true;
        }
    }
}
