package org.executionsession.bootstrap.internal.webhook;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops tasks by signed HTTP calls. The receiver reports the course and the end of an attempt through the HTTP contract.
 * It follows no redirects, because a redirect names a host that the operator has not configured.
 */
public final class WebhookTaskExecutor implements TaskExecutor {

    /** The receiver may accept the same call later. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429);

    /** A receiver may respond so to a repeated call. */
    private static final int ALREADY_KNOWN = 409;

    private static final int MAX_CALLS = 256;

    private static final int MAX_CALLS_PER_RECEIVER = 16;

    private final WebhookTargets targets;
    private final WebhookSecret secret;
    private final Duration timeout;
    private final Clock clock;
    private final HttpClient client;
    private final CallQueue queue = new CallQueue(MAX_CALLS, MAX_CALLS_PER_RECEIVER);

    /**
     * Creates an executor.
     *
     * @param targets the URLs that it calls; not null
     * @param secret signs the calls; not null
     * @param timeout how long a call may take, from the connection to the end of the response; not null
     * @param clock the source of the timestamps; not null
     * @param client builds the HTTP client; not null
     */
    public WebhookTaskExecutor(
            WebhookTargets targets, WebhookSecret secret, Duration timeout, Clock clock, HttpClient.Builder client) {
        this.targets = requireNonNull(targets, "targets");
        this.secret = requireNonNull(secret, "secret");
        this.timeout = requireNonNull(timeout, "timeout");
        this.clock = requireNonNull(clock, "clock");
        // With HTTP/2, a request without TLS would ask for an upgrade, which small servers do not expect.
        this.client = requireNonNull(client, "client")
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
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
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("User-Agent", "execution-sessions")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", secret.sign(id, timestamp, body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        Response response = new Response(url, new ResponseExcerpt());
        CompletableFuture<HttpResponse<Void>> exchange = client.sendAsync(request, response.excerpt());
        // The timeout of a request would not include its body.
        return exchange.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((end, failure) -> {
                    exchange.cancel(true);
                    // The status counts, even if the rest of the response does not arrive.
                    if (failure != null && response.status() == 0) {
                        throw translated(
                                url, failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
                    }
                    return response;
                });
    }

    private WebhookException translated(URI url, Throwable failure) {
        String what = failure instanceof TimeoutException
                ? " did not respond within " + timeout.toSeconds() + " s"
                : " cannot be called: " + reason(failure);
        return new WebhookException(receiver(url) + what, failure);
    }

    /** The JDK gives no message for the most frequent failures. */
    private String reason(Throwable failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within " + timeout.toSeconds() + " s";
        }
        if (failure instanceof ConnectException) {
            return isCausedByUnknownHost(failure) ? "its host is unknown" : "it does not accept connections";
        }
        return failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.getClass().getSimpleName();
    }

    private static boolean isCausedByUnknownHost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }
}
