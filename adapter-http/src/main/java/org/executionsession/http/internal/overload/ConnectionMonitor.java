package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks all connections of a server periodically, one check at a time.
 *
 * @param <S> the state of a connection that is kept between checks
 */
abstract class ConnectionMonitor<S> extends AbstractLifeCycle {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionMonitor.class);

    private final Server server;
    private final Duration interval;

    private Map<EndPoint, S> last = Map.of();
    private volatile Scheduler.Task next;

    ConnectionMonitor(Server server, Duration interval) {
        this.server = server;
        this.interval = interval;
    }

    /**
     * Checks a connection.
     *
     * @param before the state from the previous check; null for none
     * @return the state to keep for the next check; null for none
     */
    abstract S look(EndPoint endPoint, S before);

    /** Runs before each check of all connections. */
    void begin() {}

    /** Runs after each check of all connections. */
    void complete() {}

    @Override
    protected void doStart() {
        scheduleNext();
    }

    @Override
    protected void doStop() {
        next.cancel();
    }

    private void scheduleNext() {
        next = server.getScheduler().schedule(this::look, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        Map<EndPoint, S> seen = new HashMap<>();
        try {
            begin();
            for (Connector connector : server.getConnectors()) {
                for (EndPoint endPoint : connector.getConnectedEndPoints()) {
                    S now = look(endPoint, last.get(endPoint));
                    if (now != null) {
                        seen.put(endPoint, now);
                    }
                }
            }
            complete();
        } catch (RuntimeException failure) {
            // The monitor must keep running after a failure.
            LOG.warn("cannot inspect the connections", failure);
        } finally {
            last = seen;
            if (isRunning()) {
                scheduleNext();
            }
        }
    }
}
