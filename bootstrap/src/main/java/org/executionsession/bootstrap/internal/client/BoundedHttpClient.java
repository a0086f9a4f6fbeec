package org.executionsession.bootstrap.internal.client;

import java.time.Duration;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A client that does as little as possible: no redirects, no cookies, no proxy, no decoding, no authentication, and bounded responses. It starts with
 * the first call, and has no thread for a call.
 */
public final class BoundedHttpClient implements AutoCloseable {

    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(20);
    private static final int THREADS = 8;
    private static final int MAX_HEADERS = 8_192;

    private final Settings settings;
    private @Nullable HttpClient client;
    private boolean closed;

    /**
     * The settings of a client.
     *
     * @param name the name of its threads, also for messages; not null
     * @param connectTimeout how long it waits for a connection; not null
     * @param connections the maximum number of connections to a host and port
     * @param tls whom it trusts; not null
     * @param resolver finds the addresses of hosts. The resolver of Jetty would use the threads of the client; not null
     */
    public record Settings(
            String name,
            Duration connectTimeout,
            int connections,
            SslContextFactory.Client tls,
            HostResolver resolver) {}

    public BoundedHttpClient(Settings settings) {
        this.settings = settings;
    }

    /**
     * Returns the client, which is started if necessary.
     *
     * @throws IllegalStateException if it is closed
     */
    public synchronized HttpClient get() {
        if (closed) {
            throw new IllegalStateException("the client for " + settings.name() + " is closed");
        }
        if (client == null) {
            client = start();
        }
        return client;
    }

    private HttpClient start() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName(settings.name());
        threads.setDaemon(true);
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        connector.setSslContextFactory(settings.tls());
        connector.setConnectTimeout(settings.connectTimeout());
        connector.setIdleTimeout(IDLE_CONNECTION);
        HttpClient created = new HttpClient(new BoundedResponseTransport(connector));
        created.setExecutor(threads);
        created.setSocketAddressResolver(settings.resolver());
        created.setFollowRedirects(false);
        created.setHttpCookieStore(new HttpCookieStore.Empty());
        created.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "execution-sessions"));
        created.setMaxConnectionsPerDestination(settings.connections());
        created.setDestinationIdleTimeout(IDLE_CONNECTION.toMillis());
        created.setMaxResponseHeadersSize(MAX_HEADERS);
        created.setConnectTimeout(settings.connectTimeout().toMillis());
        created.setIdleTimeout(IDLE_CONNECTION.toMillis());
        try {
            created.start();
        } catch (Exception failure) {
            throw new IllegalStateException("the client for " + settings.name() + " cannot start", failure);
        }
        created.getContentDecoderFactories().clear();
        // Otherwise it would follow redirects, and answer to a demand for a password.
        created.getProtocolHandlers().remove("redirect");
        created.getProtocolHandlers().remove("www-authenticate");
        created.getProtocolHandlers().remove("proxy-authenticate");
        // Those of Jetty accept only some interim responses, and 100 only once.
        created.getProtocolHandlers().remove("continue");
        created.getProtocolHandlers().remove("processing");
        created.getProtocolHandlers().put(new InterimResponses());
        return created;
    }

    /** Ignores interim responses, including unknown ones. {@link BoundedResponseTransport} bounds their number. */
    private static final class InterimResponses extends EarlyHintsProtocolHandler {

        @Override
        public boolean accept(Request request, Response response) {
            return HttpStatus.isInterim(response.getStatus());
        }
    }

    /** Closes all connections. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            try {
                client.stop();
            } catch (Exception failure) {
                throw new IllegalStateException("the client for " + settings.name() + " cannot stop", failure);
            }
        }
    }
}
