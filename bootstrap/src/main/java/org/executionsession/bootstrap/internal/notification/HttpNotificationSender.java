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
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.bootstrap.internal.client.BoundedHttpClient;
import org.executionsession.bootstrap.internal.client.HostLookup;
import org.executionsession.bootstrap.internal.client.HostResolver;
import org.executionsession.bootstrap.internal.webhook.WebhookSecret;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.jspecify.annotations.Nullable;

/**
 * Sends notifications by HTTP calls (Standard Webhooks). The callers choose the URLs, so only addresses are called that {@link CallbackHosts}
 * allows.
 */
public final class HttpNotificationSender implements NotificationSender, AutoCloseable {

    /** How long a call may take, from the lookup of the host to the end of the response. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 8;

    /** As many as the library makes at the same time. */
    private static final int CALLS = 64;

    /** How many bytes of the hash of a body identify it. */
    private static final int HASH_BYTES = 12;

    private final CallbackHosts hosts;
    private final @Nullable WebhookSecret secret;
    private final Clock clock;
    private final Duration timeout;
    private final HostResolver resolver;
    private final BoundedHttpClient client;

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
        resolver = new HostResolver("notification-names", CALLS, lookup, hosts::rejection);
        client = new BoundedHttpClient(
                new BoundedHttpClient.Settings("notification-http", CONNECT_TIMEOUT, CONNECTIONS, tls, resolver));
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
        Request request = client.get()
                .newRequest(url.uri())
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

    /** Closes all connections. */
    @Override
    public void close() {
        resolver.close();
        client.close();
    }
}
