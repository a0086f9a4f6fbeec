package org.executionsession.http.internal.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.executionsession.http.internal.operations.BindFailure;
import org.executionsession.http.internal.operations.ProblemErrorHandler;
import org.executionsession.http.internal.overload.ConnectionLimit;
import org.executionsession.http.internal.overload.OverloadProtection;

/**
 * The admin port. It has its own threads, so it responds under any load of the main port, and while that drains.
 */
public final class AdminListener implements AutoCloseable {

    /**
     * Enough for many scrapers and dashboards. Further connections wait until one of them has been idle for a second.
     */
    private static final int MAX_CONNECTIONS = 64;

    /** The timeout of receiving headers; requests to this port have few. */
    private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(10);

    private static final int MAX_THREADS = 6;
    private static final int MIN_THREADS = 2;

    private final Server server;
    private final ServerConnector connector;

    private AdminListener(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** Returns the limit of the connections to an admin port. */
    public static ConnectionLimit newConnectionLimit() {
        return new ConnectionLimit(MAX_CONNECTIONS, MAX_CONNECTIONS, HEADER_TIMEOUT, request -> null);
    }

    /**
     * Binds the port. Throws {@link UncheckedIOException} if that is not possible; the message names the address and the reason. Connections
     * wait until the listener starts.
     */
    public static AdminListener bind(String host, int port, ConnectionLimit connections, Handler endpoints) {
        Server server = new Server(new QueuedThreadPool(MAX_THREADS, MIN_THREADS));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, OverloadProtection.newConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        connections.install(server);
        server.setErrorHandler(new ProblemErrorHandler(http.getRequestHeaderSize()));
        server.setHandler(endpoints);
        try {
            connector.open();
        } catch (IOException failure) {
            throw new UncheckedIOException(new IOException(BindFailure.message(host, port, failure), failure));
        }
        return new AdminListener(server, connector);
    }

    /** Begins to respond. */
    public void start() {
        LifeCycle.start(server);
    }

    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
        // Jetty does not close the port of a server that was not started.
        connector.close();
    }
}
