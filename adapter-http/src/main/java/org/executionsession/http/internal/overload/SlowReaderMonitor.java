package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;

/**
 * Closes connections of slow readers while other requests wait in a queue. The idle timeout does not close them,
 * because they read a byte from time to time. While no request waits, clients can read slowly. A stream of events holds no thread while its
 * client does not read, and has a limit of its own.
 */
final class SlowReaderMonitor extends ConnectionMonitor<SlowReaderMonitor.Seen> {

    /** Two intervals are shorter than the timeout of the queues. */
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final int LEAST_BYTES = 16 * 1024;

    private final BooleanSupplier othersWait;

    SlowReaderMonitor(Server server, BooleanSupplier othersWait) {
        super(server, INTERVAL);
        this.othersWait = othersWait;
    }

    record Seen(long bytes) {}

    @Override
    Seen look(EndPoint endPoint, Seen before) {
        if (!(endPoint instanceof AbstractEndPoint written)
                || !written.getWriteFlusher().isPending()
                || LongRequests.isLong(endPoint)) {
            return null;
        }
        long bytes = endPoint.getConnection().getBytesOut();
        if (before != null && bytes - before.bytes() < LEAST_BYTES && othersWait.getAsBoolean()) {
            ConnectionReset.now(endPoint);
            return null;
        }
        return new Seen(bytes);
    }
}
