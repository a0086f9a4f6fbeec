package org.executionsession.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over many connections from one thread and measures the responses. It shares the cores with the server, so
 * it does as little as it can: no request and no response is an object, and bodies are skipped.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    /** Selectors wait for whole milliseconds; shorter waits are slept in steps of this, which costs few wake-ups. */
    private static final long SHORT_WAIT = Duration.ofNanos(250_000).toNanos();

    /** For the responses that are missing when no more requests are due. */
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

    private static final int NO_ANSWER = 0;

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer readBuffer = Connection.readBuffer();

    private Requests requests;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private Histogram latencies;
    private Map<Integer, Long> errors;
    private long begin;
    private long lastResponse;

    private LoadGenerator(Selector selector) {
        this.selector = selector;
    }

    /**
     * Opens the connections.
     *
     * @param server the server's URL, of which host and port count; not null
     * @param connections how many
     * @return the generator, which no two threads may use
     */
    public static LoadGenerator connect(URI server, int connections) {
        try {
            LoadGenerator generator = new LoadGenerator(Selector.open());
            InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
            for (int i = 0; i < connections; i++) {
                generator.connections.add(new Connection(address, generator.selector));
            }
            return generator;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Runs a load until its time is over or there are no more requests, and waits for the last response.
     *
     * @param load the requests; not null
     * @param pace when they are due; not null
     * @param time for how long requests are due; not null
     * @return what was seen; not null
     * @throws UncheckedIOException when the server does not accept connections any more
     */
    public LoadResult run(Requests load, Pace pace, Duration time) {
        requests = load;
        latencies = new Histogram(LoadResult.LONGEST, 3);
        errors = new TreeMap<>();
        idle.clear();
        idle.addAll(connections);
        long cpu = threadCpu();
        begin = System.nanoTime();
        lastResponse = 0;
        try {
            sendAll(pace, time.toNanos());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new LoadResult(
                latencies, errors, Duration.ofNanos(Math.max(1, lastResponse)), Duration.ofNanos(threadCpu() - cpu));
    }

    private void sendAll(Pace pace, long end) throws IOException {
        long sent = 0;
        boolean more = true;
        long giveUp = end + PATIENCE;
        while (more || idle.size() < connections.size()) {
            long now = sinceBegin();
            long due = pace.due(sent, now);
            more = more && due < end;
            while (more && due <= now && !idle.isEmpty()) {
                more = send(idle.poll(), due);
                sent++;
                now = sinceBegin();
                due = pace.due(sent, now);
                more = more && due < end;
            }
            await(more && !idle.isEmpty() ? due - now : MILLISECOND * 100);
            if (now > giveUp) {
                connections.stream().filter(Connection::waiting).toList().forEach(this::fail);
                return;
            }
        }
    }

    private boolean send(Connection connection, long due) {
        try {
            boolean sent = connection.send(requests, due);
            if (!sent) {
                idle.add(connection);
            }
            return sent;
        } catch (IOException cut) {
            fail(connection);
            return true;
        }
    }

    private void await(long nanos) throws IOException {
        if (nanos >= MILLISECOND) {
            selector.select(this::advance, TimeUnit.NANOSECONDS.toMillis(nanos));
        } else if (selector.selectNow(this::advance) == 0 && nanos > 0) {
            LockSupport.parkNanos(Math.min(nanos, SHORT_WAIT));
        }
    }

    private void advance(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (connection.advance(readBuffer)) {
                onResponse(connection);
                if (connection.ends()) {
                    connection.reconnect();
                }
            }
        } catch (IOException cut) {
            fail(connection);
        }
    }

    private void onResponse(Connection connection) {
        lastResponse = sinceBegin();
        requests.onResponse(connection.number(), connection.status());
        if (connection.status() == requests.expectedStatus()) {
            latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(lastResponse - connection.due()));
        } else {
            errors.merge(connection.status(), 1L, Long::sum);
        }
        idle.add(connection);
    }

    /** A connection that was cut while it waited for nothing loses no response. */
    private void fail(Connection connection) {
        if (connection.waiting()) {
            errors.merge(NO_ANSWER, 1L, Long::sum);
            idle.add(connection);
        }
        try {
            connection.reconnect();
        } catch (IOException gone) {
            throw new UncheckedIOException("the server does not accept connections any more", gone);
        }
    }

    private long sinceBegin() {
        return System.nanoTime() - begin;
    }

    private static long threadCpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Closes the connections. */
    @Override
    public void close() {
        try {
            for (Connection connection : connections) {
                connection.close();
            }
            selector.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
