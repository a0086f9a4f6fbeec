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
 * Looks at all connections of a server from time to time, one look after the other.
 *
 * @param <S> what is remembered of a connection from one look to the next
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
     * Looks at a connection.
     *
     * @param before what was seen of it at the last look; null when that was nothing
     * @return what is to be remembered of it; null for nothing
     */
    abstract S look(EndPoint endPoint, S before);

    @Override
    protected void doStart() {
        lookLater();
    }

    @Override
    protected void doStop() {
        next.cancel();
    }

    private void lookLater() {
        next = server.getScheduler().schedule(this::look, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        Map<EndPoint, S> seen = new HashMap<>();
        try {
            for (Connector connector : server.getConnectors()) {
                for (EndPoint endPoint : connector.getConnectedEndPoints()) {
                    S now = look(endPoint, last.get(endPoint));
                    if (now != null) {
                        seen.put(endPoint, now);
                    }
                }
            }
        } catch (RuntimeException failure) {
            // The next look must come all the same.
            LOG.warn("cannot look at the connections", failure);
        } finally {
            last = seen;
            if (isRunning()) {
                lookLater();
            }
        }
    }
}
