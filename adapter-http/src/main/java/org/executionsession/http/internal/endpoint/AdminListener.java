package org.executionsession.http.internal.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.executionsession.http.internal.operations.BindFailure;
import org.executionsession.http.internal.operations.ProblemErrorHandler;
import org.executionsession.http.internal.overload.OverloadProtection;

/**
 * A port for operators alone, with threads of its own: it answers however busy the server is, and until it has drained.
 */
public final class AdminListener implements AutoCloseable {

    /** Many scrapers, and those who look on; what is beyond waits until one of them has rested for a second. */
    private static final int MAX_CONNECTIONS = 64;

    /** For headers, of which no request to this port needs many. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_THREADS = 6;
    private static final int MIN_THREADS = 2;

    private final Server server;
    private final ServerConnector connector;

    private AdminListener(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** Throws {@link UncheckedIOException} when it cannot listen there; the message says where and why. */
    public static AdminListener start(String host, int port, Handler.Singleton endpoints) {
        Server server = new Server(new QueuedThreadPool(MAX_THREADS, MIN_THREADS));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        OverloadProtection.limitConnections(server, MAX_CONNECTIONS, PATIENCE);
        server.setErrorHandler(new ProblemErrorHandler(http.getRequestHeaderSize()));
        server.setHandler(endpoints);
        try {
            server.start();
        } catch (Exception failure) {
            LifeCycle.stop(server);
            throw new UncheckedIOException(new IOException(BindFailure.message(host, port, failure), failure));
        }
        return new AdminListener(server, connector);
    }

    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
