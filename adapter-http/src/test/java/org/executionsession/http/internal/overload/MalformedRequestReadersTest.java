package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.executionsession.http.support.Connections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a malformed request, one thread still has its buffer, and another sends the response and reads what comes next. */
@Timeout(60)
class MalformedRequestReadersTest {

    /** It is malformed, and so large that its connection is closed soon. */
    private static final String MALFORMED =
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "x".repeat(30_000) + "\r\nno field\r\n";

    /** No other task has it. */
    private static final long CLOSE_DELAY_MILLISECONDS = 1_000;

    /** Null until the response is complete. Then it reads what comes next. */
    private volatile Thread second;

    /** Whether the second thread reads in spite of the first. */
    private final AtomicBoolean isReadByBoth = new AtomicBoolean();

    private final AtomicBoolean hasWaited = new AtomicBoolean();

    @Test
    void theSecondThread_waitsForTheFirst() throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(72 * 1024);
        Server server = new Server(new Threads(), new WaitingScheduler(), new ByteBufferPool.NonPooling());
        ServerConnector connector = new Connector(server, new LimitedHttpConnection.Factory(http));
        server.addConnector(connector);
        try {
            server.start();
            try (Connections connections = new Connections(connector.getLocalPort())) {
                assertThat(Connections.statusLine(connections.open(MALFORMED))).startsWith("HTTP/1.1 400");
                while (!hasWaited.get()) {
                    Thread.onSpinWait();
                }
            }
            assertThat(isReadByBoth).isFalse();
        } finally {
            server.stop();
        }
    }

    private final class Threads extends QueuedThreadPool {

        @Override
        public void execute(Runnable job) {
            super.execute(() -> {
                if (job instanceof LimitedHttpConnection) {
                    second = Thread.currentThread();
                }
                job.run();
            });
        }
    }

    /** The first thread asks it to close the connection soon, and waits here until the second reads or waits, too. */
    private final class WaitingScheduler extends ScheduledExecutorScheduler {

        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            if (delay == CLOSE_DELAY_MILLISECONDS) {
                while (second == null || second.getState() != Thread.State.WAITING && !isReadByBoth.get()) {
                    Thread.onSpinWait();
                }
                hasWaited.set(true);
            }
            return super.schedule(task, delay, unit);
        }
    }

    private final class Connector extends ServerConnector {

        Connector(Server server, LimitedHttpConnection.Factory connections) {
            super(server, connections);
            setHost("127.0.0.1");
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            return new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
                @Override
                public int fill(ByteBuffer buffer) throws IOException {
                    if (Thread.currentThread() == second && !hasWaited.get()) {
                        isReadByBoth.set(true);
                    }
                    return super.fill(buffer);
                }
            };
        }
    }
}
