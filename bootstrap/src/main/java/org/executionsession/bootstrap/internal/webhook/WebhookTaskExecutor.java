package org.executionsession.bootstrap.internal.webhook;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.bootstrap.internal.client.AddressFilter;
import org.executionsession.bootstrap.internal.client.BoundedHttpClient;
import org.executionsession.bootstrap.internal.client.CallFailure;
import org.executionsession.bootstrap.internal.client.HostLookup;
import org.executionsession.bootstrap.internal.client.HostResolver;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops tasks by signed HTTP calls. The receiver reports the course and the end of an attempt through the HTTP contract.
 * It follows no redirects, because a redirect names a host that the operator has not configured.
 */
public final class WebhookTaskExecutor implements TaskExecutor, AutoCloseable {

    /** The receiver may accept the same call later. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429);

    /** A receiver may respond so to a repeated call. */
    private static final int ALREADY_KNOWN = 409;

    private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private static final int MAX_CALLS = 256;

    private static final int MAX_CALLS_PER_RECEIVER = 16;

    private final WebhookTargets targets;
    private final WebhookSecret secret;
    private final Duration timeout;
    private final Clock clock;
    private final HostResolver resolver;
    private final BoundedHttpClient client;
    private final CallQueue queue;

    /**
     * Creates an executor.
     *
     * @param targets the URLs that it calls; not null
     * @param secret signs the calls; not null
     * @param timeout how long a call may take, from the connection to the end of the response; not null
     * @param clock the source of the timestamps; not null
     */
    public WebhookTaskExecutor(WebhookTargets targets, WebhookSecret secret, Duration timeout, Clock clock) {
        this(targets, secret, timeout, clock, HostLookup.SYSTEM, defaultTls());
    }

    WebhookTaskExecutor(
            WebhookTargets targets,
            WebhookSecret secret,
            Duration timeout,
            Clock clock,
            HostLookup lookup,
            SslContextFactory.Client tls) {
        this.targets = requireNonNull(targets, "targets");
        this.secret = requireNonNull(secret, "secret");
        this.timeout = requireNonNull(timeout, "timeout");
        this.clock = requireNonNull(clock, "clock");
        resolver = new HostResolver("webhook-names", MAX_CALLS, lookup, AddressFilter.ALL);
        Duration connectTimeout = Collections.min(List.of(MAX_CONNECT_TIMEOUT, timeout.dividedBy(2)));
        client = new BoundedHttpClient(
                new BoundedHttpClient.Settings("webhook-http", connectTimeout, MAX_CALLS_PER_RECEIVER, tls, resolver));
        queue = new CallQueue(
                MAX_CALLS, MAX_CALLS_PER_RECEIVER, receiver -> resolver.ended(WebhookTargets.hostOf(receiver)));
    }

    /** Trusts whom the JVM trusts, and has the certificate that the options of the JVM name. */
    private static SslContextFactory.Client defaultTls() {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        try {
            tls.setSslContext(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException unusable) {
            throw new IllegalStateException("the JVM has no usable keys or authorities", unusable);
        }
        return tls;
    }

    @Override
    public void start(TaskRun run, Task task) {
        join(startAsync(run, task));
    }

    @Override
    public void stop(TaskRun run, @Nullable Task task) {
        join(stopAsync(run, task));
    }

    @Override
    public CompletableFuture<Void> startAsync(TaskRun run, Task task) {
        requireNonNull(run, "run");
        return call(WebhookAction.START, run, requireNonNull(task, "task"))
                .thenAccept(WebhookTaskExecutor::requireStarted);
    }

    @Override
    public CompletableFuture<Void> stopAsync(TaskRun run, @Nullable Task task) {
        return call(WebhookAction.STOP, requireNonNull(run, "run"), task)
                .thenAccept(WebhookTaskExecutor::requireAccepted);
    }

    private static void join(CompletableFuture<Void> call) {
        try {
            call.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(failure);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new WebhookException("the server is stopping", closing);
        }
    }

    private static void requireStarted(Response response) {
        int status = response.status();
        if (status / 100 == 4 && status != ALREADY_KNOWN && !TEMPORARY.contains(status)) {
            String excerpt = response.excerpt().text();
            throw new TaskRejectedException(response.description() + (excerpt.isEmpty() ? "" : ": " + excerpt), null);
        }
        requireAccepted(response);
    }

    private static void requireAccepted(Response response) {
        int status = response.status();
        if (status / 100 == 3) {
            throw new WebhookException(response.description() + "; redirects are not followed", null);
        }
        if (status / 100 != 2 && status != ALREADY_KNOWN) {
            throw new WebhookException(response.description(), null);
        }
    }

    /** The response of a receiver, of which the status has arrived. */
    private record Response(URI url, ResponseExcerpt excerpt) {

        int status() {
            return excerpt.status();
        }

        String description() {
            return receiver(url) + " responded with status " + status();
        }
    }

    private static String receiver(URI url) {
        return "the receiver " + WebhookTargets.origin(url);
    }

    private CompletableFuture<Response> call(WebhookAction action, TaskRun run, @Nullable Task task) {
        URI url;
        try {
            url = targets.urlOf(task);
        } catch (TaskRejectedException notConfigured) {
            return CompletableFuture.failedFuture(notConfigured);
        }
        return queue.submit(WebhookTargets.authority(url), () -> send(url, action, run, task));
    }

    private CompletableFuture<Response> send(URI url, WebhookAction action, TaskRun run, @Nullable Task task) {
        byte[] body = WebhookBody.of(action, run, task);
        // The same in each call for the attempt and the action, so that the receiver can ignore a repeated call.
        String id = run.resultId() + "-" + action.wireName();
        long timestamp = clock.instant().getEpochSecond();
        ResponseExcerpt excerpt = new ResponseExcerpt();
        client.get()
                .newRequest(url)
                .method(HttpMethod.POST)
                .headers(headers -> {
                    headers.put("webhook-id", id);
                    headers.put("webhook-timestamp", Long.toString(timestamp));
                    headers.put("webhook-signature", secret.sign(id, timestamp, body));
                    headers.remove(HttpHeader.ACCEPT_ENCODING);
                })
                .body(new BytesRequestContent("application/json", body))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .send(excerpt);
        return excerpt.end().handle((end, failure) -> {
            if (failure != null) {
                throw translated(url, failure);
            }
            return new Response(url, excerpt);
        });
    }

    private WebhookException translated(URI url, Throwable failure) {
        String what = failure instanceof TimeoutException
                ? "did not respond within " + timeout.toSeconds() + " s"
                : CallFailure.reason(failure);
        return new WebhookException(receiver(url) + " " + what, failure);
    }

    /**
     * Makes no further calls, and waits up to five seconds for those in flight. Calls that are not made, or have no response then, end with
     * a {@link java.util.concurrent.CancellationException}.
     */
    public void drain() {
        try {
            queue.close().get(DRAIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            // They are repeated.
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes all connections. */
    @Override
    public void close() {
        queue.close();
        resolver.close();
        client.close();
    }
}
