package org.executionsession.bootstrap.internal.notification;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.executionsession.bootstrap.internal.webhook.WebhookSecret;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.jspecify.annotations.Nullable;

/**
 * Sends notifications by HTTP calls (Standard Webhooks). The callers choose the URLs, so this client does as little as possible: no redirects, no
 * cookies, no proxy, no decoding, no authentication, only addresses that {@link CallbackHosts} allows, and bounded responses. It starts with the
 * first call, and has no thread for a call.
 */
public final class HttpNotificationSender implements NotificationSender, AutoCloseable {

    /** How long a call may take, from the lookup of the host to the end of the response. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(20);
    private static final int CONNECTIONS = 8;
    private static final int THREADS = 8;
    private static final int MAX_HEADERS = 8_192;

    /** How many bytes of the hash of a body identify it. */
    private static final int HASH_BYTES = 12;

    private final CallbackHosts hosts;
    private final @Nullable WebhookSecret secret;
    private final Clock clock;
    private final Duration timeout;
    private final FilteringResolver resolver;
    private final SslContextFactory.Client tls;
    private @Nullable HttpClient client;
    private boolean closed;

    /**
     * Creates a sender.
     *
     * @param hosts the hosts that it may call; not null
     * @param secret signs the calls; null for calls without a signature
     * @param clock the source of the timestamps; not null
     */
    public HttpNotificationSender(CallbackHosts hosts, @Nullable WebhookSecret secret, Clock clock) {
        this(hosts, secret, clock, TIMEOUT, HostLookup.SYSTEM, new SslContextFactory.Client());
    }

    HttpNotificationSender(
            CallbackHosts hosts,
            @Nullable WebhookSecret secret,
            Clock clock,
            Duration timeout,
            HostLookup lookup,
            SslContextFactory.Client tls) {
        this.hosts = requireNonNull(hosts, "hosts");
        this.secret = secret;
        this.clock = requireNonNull(clock, "clock");
        this.timeout = timeout;
        this.tls = tls;
        resolver = new FilteringResolver(hosts, lookup);
    }

    @Override
    public void check(String callbackUrl) {
        try {
            CallbackUrl url = CallbackUrl.parse(requireNonNull(callbackUrl, "callbackUrl"));
            url.literalAddress()
                    .flatMap(address -> hosts.rejection(url.host(), url.port(), address))
                    .ifPresent(reason -> {
                        throw new NotificationRejectedException("the callback URL cannot be called: " + reason);
                    });
        } catch (IllegalArgumentException malformed) {
            throw new NotificationRejectedException("the callback URL " + malformed.getMessage());
        }
    }

    @Override
    public String receiver(String callbackUrl) {
        try {
            return CallbackUrl.parse(requireNonNull(callbackUrl, "callbackUrl")).receiver();
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    @Override
    public CompletionStage<NotificationOutcome> send(NotificationMessage message) {
        CallbackUrl url;
        try {
            url = CallbackUrl.parse(message.callbackUrl());
        } catch (IllegalArgumentException malformed) {
            String reason = "the callback URL " + malformed.getMessage();
            return CompletableFuture.completedFuture(
                    NotificationOutcome.failed(new NotificationFailure(reason, reason)));
        }
        byte[] body = CallbackBody.of(message);
        String id = message.subscriptionId() + "-" + hash(body);
        Instant now = clock.instant();
        long timestamp = now.getEpochSecond();
        Request request = client().newRequest(url.uri())
                .method(HttpMethod.POST)
                .headers(headers -> {
                    headers.put("webhook-id", id);
                    headers.put("webhook-timestamp", Long.toString(timestamp));
                    if (secret != null) {
                        headers.put("webhook-signature", secret.sign(id, timestamp, body));
                    }
                    headers.remove(HttpHeader.ACCEPT_ENCODING);
                })
                .body(new BytesRequestContent("application/json", body))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        CallbackResponse response = new CallbackResponse(url, hosts.isNamed(url.host(), url.port()), timeout, now);
        request.send(response);
        return response.outcome();
    }

    @Override
    public CompletionStage<Void> released(String callbackUrl) {
        try {
            CallbackUrl url = CallbackUrl.parse(requireNonNull(callbackUrl, "callbackUrl"));
            return resolver.ended(url.host());
        } catch (IllegalArgumentException malformed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Identifies a body: a repeated notification has the same id, so that a receiver can ignore it. */
    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            if (closed) {
                throw new IllegalStateException("the sender of notifications is closed");
            }
            client = start();
        }
        return client;
    }

    private HttpClient start() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("notification-http");
        threads.setDaemon(true);
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        connector.setSslContextFactory(tls);
        connector.setConnectTimeout(CONNECT_TIMEOUT);
        connector.setIdleTimeout(IDLE_CONNECTION);
        HttpClient created = new HttpClient(new BoundedResponseTransport(connector));
        created.setExecutor(threads);
        created.setSocketAddressResolver(resolver);
        created.setFollowRedirects(false);
        created.setHttpCookieStore(new HttpCookieStore.Empty());
        created.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "execution-sessions"));
        created.setMaxConnectionsPerDestination(CONNECTIONS);
        created.setDestinationIdleTimeout(IDLE_CONNECTION.toMillis());
        created.setMaxResponseHeadersSize(MAX_HEADERS);
        created.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
        created.setIdleTimeout(IDLE_CONNECTION.toMillis());
        try {
            created.start();
        } catch (Exception failure) {
            throw new IllegalStateException("the client for notifications cannot start", failure);
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
        resolver.close();
        if (client != null) {
            try {
                client.stop();
            } catch (Exception failure) {
                throw new IllegalStateException("the client for notifications cannot stop", failure);
            }
        }
    }
}
