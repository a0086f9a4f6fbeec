package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests what is read ahead, and the memory that it needs, on a connection without a reader. */
@Timeout(60)
class PeekingEndPointTest {

    private static final int MAX_KEPT = 10_000;

    private final Server server = new Server();
    private final PeekingConnector connector = new PeekingConnector(server, new WithoutReader());
    private Socket client;
    private PeekingEndPoint accepted;

    @BeforeEach
    void connect() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        while (connector.getConnectedEndPoints().isEmpty()) {
            Thread.onSpinWait();
        }
        accepted =
                (PeekingEndPoint) connector.getConnectedEndPoints().iterator().next();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.stop();
    }

    @Test
    void memory_growsWithTheDataAndIsReleasedWhenItIsRead() throws IOException {
        assertThat(accepted.isClosedByClient(MAX_KEPT)).isFalse();
        assertThat(accepted.memoryKept()).isZero();
        byte[] data = send(10);
        readAhead(data.length);
        assertThat(accepted.memoryKept()).isLessThan(MAX_KEPT / 2);
        assertThat(read(4)).isEqualTo(new byte[] {data[0], data[1], data[2], data[3]});
        assertThat(accepted.bytesKept()).isEqualTo(6);
        assertThat(read(100)).hasSize(6).endsWith(data[9]);
        assertThat(accepted.memoryKept()).isZero();
    }

    @Test
    void data_isReadAheadUpToTheMaximum() throws IOException {
        byte[] data = send(MAX_KEPT + 1);
        readAhead(MAX_KEPT);
        client.close();
        assertThat(accepted.isClosedByClient(MAX_KEPT)).isFalse();
        assertThat(accepted.bytesKept()).isEqualTo(MAX_KEPT);
        assertThat(accepted.memoryKept()).isEqualTo(MAX_KEPT);
        while (!accepted.isClosedByClient(MAX_KEPT + 2)) {
            Thread.onSpinWait();
        }
        assertThat(read(2 * MAX_KEPT)).isEqualTo(data);
    }

    private byte[] send(int length) throws IOException {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        client.getOutputStream().write(data);
        return data;
    }

    private void readAhead(int length) {
        while (accepted.bytesKept() < length) {
            assertThat(accepted.isClosedByClient(MAX_KEPT)).isFalse();
        }
    }

    private byte[] read(int atMost) throws IOException {
        ByteBuffer buffer = BufferUtil.allocate(atMost);
        accepted.fill(buffer);
        return BufferUtil.toArray(buffer);
    }

    /** Creates connections that read nothing. */
    private static final class WithoutReader extends AbstractConnectionFactory {

        WithoutReader() {
            super("none");
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            return new AbstractConnection(endPoint, connector.getExecutor()) {
                @Override
                public void onFillable() {
                    throw new IllegalStateException("there is no reader");
                }
            };
        }
    }
}
