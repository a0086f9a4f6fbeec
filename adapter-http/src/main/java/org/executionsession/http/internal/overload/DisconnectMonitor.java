package org.executionsession.http.internal.overload;

import jakarta.servlet.ServletRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.domain.query.CancellationSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels reads for clients that have disconnected. It checks the connections of registered requests periodically
 * while they are processed. Such a request can also be ended for others.
 */
public final class DisconnectMonitor extends Handler.Wrapper {

    private static final Logger LOG = LoggerFactory.getLogger(DisconnectMonitor.class);

    private static final String CLIENT = DisconnectMonitor.class.getName();

    /** The check interval. A client that closes only its sending side can still receive a response within this time. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Set<MonitoredRequest> monitored = ConcurrentHashMap.newKeySet();
    private volatile Scheduler.Task next;

    /**
     * The connection of a request, and its response.
     *
     * @param monitored the request while it is in progress and monitored; otherwise null
     */
    private record Client(
            DisconnectMonitor monitor,
            EndPoint endPoint,
            Response response,
            AtomicReference<MonitoredConnection> monitored) {}

    /** A request in progress whose connection is checked. */
    public interface MonitoredRequest extends CancellationSignal, AutoCloseable {

        /** Never cancels: the connection cannot be checked. */
        MonitoredRequest NEVER = new MonitoredRequest() {
            @Override
            public Registration onCancel(Runnable action) {
                return NONE.onCancel(action);
            }

            @Override
            public void preempt() {
                // It has no connection to reset.
            }

            @Override
            public void throwIfCancelled() {
                // It is never cancelled.
            }

            @Override
            public boolean isPreempted() {
                return false;
            }

            @Override
            public boolean isReset() {
                return false;
            }

            @Override
            public boolean isClosedByClient() {
                return false;
            }

            @Override
            public void close() {
                // Nothing is registered.
            }
        };

        /**
         * Ends the request, because another one needs what it holds: cancels it, and resets its connection if the response has begun. Any thread may call it.
         * More than one call does
         * no harm. It has no effect after {@link #close}.
         */
        void preempt();

        /**
         * Ends a read between two of its queries.
         *
         * @throws CancellationException if the client has disconnected, or the request was ended for another one
         */
        void throwIfCancelled();

        /** Returns whether the request was ended for another one. Its response can be complete all the same. */
        boolean isPreempted();

        /** Returns whether the connection was reset for another request. */
        boolean isReset();

        /** Returns whether the client has closed the connection, or its sending side. */
        boolean isClosedByClient();

        @Override
        void close();
    }

    /** Checks the connection of a request until the returned object is closed. */
    public static MonitoredRequest monitor(ServletRequest request) {
        if (request.getAttribute(CLIENT) instanceof Client client
                && PeekingEndPoint.unwrapped(client.endPoint()) instanceof PeekingEndPoint connection) {
            MonitoredConnection monitored =
                    new MonitoredConnection(client.monitor().monitored, connection, client.response());
            client.monitor().monitored.add(monitored);
            client.monitored().set(monitored);
            return monitored;
        }
        return MonitoredRequest.NEVER;
    }

    /** Ends a request that is monitored, as {@link MonitoredRequest#preempt} does. */
    static void preempt(Request request) {
        MonitoredConnection monitored = request.getAttribute(CLIENT) instanceof Client client
                ? client.monitored().get()
                : null;
        if (monitored != null) {
            monitored.preempt();
        }
    }

    /**
     * Runs an action when the client of a request disconnects, without a delay; for requests that are in progress for long.
     *
     * @return stops to watch the connection
     */
    public static Runnable onDisconnect(ServletRequest request, Runnable action) {
        if (request.getAttribute(CLIENT) instanceof Client client
                && PeekingEndPoint.unwrapped(client.endPoint()) instanceof PeekingEndPoint connection) {
            connection.onClosedByClient(action);
            return () -> connection.removeOnClosedByClient(action);
        }
        return () -> {};
    }

    private static final class MonitoredConnection implements MonitoredRequest {

        private final Set<MonitoredRequest> all;
        private final PeekingEndPoint connection;
        private final Response response;
        private final Set<Registered> registered = ConcurrentHashMap.newKeySet();
        private volatile boolean cancelled;

        /** Used by the thread of the check only. */
        private boolean closedByClient;

        private volatile boolean preempted;
        private volatile boolean reset;

        /** Guarded by this object. The connection can have another request then. */
        private boolean ended;

        MonitoredConnection(Set<MonitoredRequest> all, PeekingEndPoint connection, Response response) {
            this.all = all;
            this.connection = connection;
            this.response = response;
        }

        /** A registration. It has its own identity, so the same action can be registered twice. */
        private static final class Registered {
            final Runnable action;

            Registered(Runnable action) {
                this.action = action;
            }
        }

        @Override
        public Registration onCancel(Runnable action) {
            Registered one = new Registered(action);
            registered.add(one);
            if (cancelled) {
                action.run();
            }
            return () -> registered.remove(one);
        }

        /** Cancels at the check after the one that finds the connection closed. */
        void check() {
            if (cancelled) {
                return;
            }
            if (closedByClient) {
                cancel();
            }
            closedByClient = connection.isClosedByClient();
        }

        private void cancel() {
            cancelled = true;
            registered.forEach(one -> one.action.run());
        }

        @Override
        public synchronized void preempt() {
            if (ended) {
                return;
            }
            preempted = true;
            try {
                cancel();
            } finally {
                if (response.isCommitted()) {
                    reset = true;
                    ConnectionReset.now(connection);
                }
            }
        }

        @Override
        public void throwIfCancelled() {
            if (cancelled) {
                throw new CancellationException("the read was cancelled");
            }
        }

        @Override
        public boolean isPreempted() {
            return preempted;
        }

        @Override
        public boolean isReset() {
            return reset;
        }

        @Override
        public boolean isClosedByClient() {
            return connection.isClosedByClient();
        }

        @Override
        public void close() {
            all.remove(this);
            synchronized (this) {
                ended = true;
            }
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.setAttribute(
                CLIENT,
                new Client(
                        this,
                        request.getConnectionMetaData().getConnection().getEndPoint(),
                        response,
                        new AtomicReference<>()));
        return super.handle(request, response, callback);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        scheduleNext();
    }

    @Override
    protected void doStop() throws Exception {
        next.cancel();
        super.doStop();
    }

    private void scheduleNext() {
        next = getServer().getScheduler().schedule(this::check, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            for (MonitoredRequest each : monitored) {
                if (each instanceof MonitoredConnection connection) {
                    connection.check();
                }
            }
        } catch (RuntimeException failure) {
            // The monitor must keep running after a failure.
            LOG.warn("cannot detect disconnected clients", failure);
        } finally {
            if (isRunning() || isStarting()) {
                scheduleNext();
            }
        }
    }
}
