package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.executionsession.http.internal.operations.RouteTable;
import org.executionsession.http.support.Connections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that the chunks of a body are limited, and not the parts in which a network delivers it. */
@Timeout(60)
class BodyBufferingHandlerTest {

    /** The limit of chunks of all but large bodies. */
    private static final int MAX_CHUNKS = 1_024;

    /** The size of the buffer that a connection reads into. No part of a body is larger. */
    private static final int BUFFER_BYTES = 16;

    private static final int BODY_BYTES = 2 * MAX_CHUNKS * BUFFER_BYTES;

    // Without a pool, no buffer is larger than the connection asks for.
    private final Server server = new Server(new QueuedThreadPool(), null, ByteBufferPool.NON_POOLING);
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        HttpConnectionFactory connections = new HttpConnectionFactory();
        connections.setInputBufferSize(BUFFER_BYTES);
        connector = new ServerConnector(server, connections);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        RouteTable routes = new RouteTable();
        routes.add("POST", "/", "/");
        BodyBufferingHandler bodies = new BodyBufferingHandler(
                routes,
                BODY_BYTES,
                Duration.ofHours(1),
                request -> null,
                new SharedMemory(BODY_BYTES, Long.MAX_VALUE),
                new SharedMemory(BODY_BYTES, Long.MAX_VALUE),
                Integer.MAX_VALUE);
        bodies.setHandler(new CompletenessCheck());
        server.setHandler(bodies);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aBodyWithContentLength_isAcceptedInAnyNumberOfParts() throws IOException {
        assertThat(status("Content-Length: " + BODY_BYTES, " ".repeat(BODY_BYTES)))
                .isEqualTo(200);
    }

    @Test
    void aBodyOfManyChunks_isRejected() throws IOException {
        String accepted = "1\r\n \r\n".repeat(MAX_CHUNKS);
        String end = "0\r\n\r\n";
        assertThat(status("Transfer-Encoding: chunked", accepted + end)).isEqualTo(200);
        assertThat(status("Transfer-Encoding: chunked", "1\r\n \r\n" + accepted + end))
                .isEqualTo(413);
    }

    private int status(String length, String body) throws IOException {
        String request = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + length + "\r\n\r\n" + body;
        return Connections.exchange(connector.getLocalPort(), request).status();
    }

    /** Responds with 200 to each request that has a complete body. */
    private static final class CompletenessCheck extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            boolean isComplete = request.getAttribute(BodyBufferingHandler.ATTRIBUTE) instanceof BufferedBody body
                    && body.failure() == BufferedBody.Failure.NONE;
            response.setStatus(isComplete ? HttpStatus.OK_200 : HttpStatus.INTERNAL_SERVER_ERROR_500);
            callback.succeeded();
            return true;
        }
    }
}
