package org.executionsession.bootstrap.internal.webhook;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

    private final WebhookTargets targets;
    private final WebhookSecret secret;
    private final Duration timeout;
    private final Clock clock;
    private final HttpClient client;

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
        URI url = targets.urlOf(requireNonNull(task, "task"));
        ResponseExcerpt response = call(url, WebhookAction.START, requireNonNull(run, "run"), task);
        int status = response.status();
        if (status == ALREADY_KNOWN) {
            return;
        }
        if (status / 100 == 4 && !TEMPORARY.contains(status)) {
            String excerpt = response.text();
            throw new TaskRejectedException(responded(url, status) + (excerpt.isEmpty() ? "" : ": " + excerpt), null);
        }
        requireAccepted(url, status);
    }

    @Override
    public void stop(TaskRun run, @Nullable Task task) {
        URI url = targets.urlOf(task);
        ResponseExcerpt response = call(url, WebhookAction.STOP, requireNonNull(run, "run"), task);
        requireAccepted(url, response.status());
    }

    private static void requireAccepted(URI url, int status) {
        if (status / 100 == 3) {
            throw new WebhookException(responded(url, status) + "; redirects are not followed", null);
        }
        if (status / 100 != 2 && status != ALREADY_KNOWN) {
            throw new WebhookException(responded(url, status), null);
        }
    }

    private static String responded(URI url, int status) {
        return receiver(url) + " responded with status " + status;
    }

    private static String receiver(URI url) {
        return "the receiver " + WebhookTargets.origin(url);
    }

    private ResponseExcerpt call(URI url, WebhookAction action, TaskRun run, @Nullable Task task) {
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
        ResponseExcerpt response = new ResponseExcerpt();
        try {
            await(url, client.sendAsync(request, response));
        } catch (WebhookException failure) {
            // The status counts, even if the rest of the response does not arrive.
            if (response.status() == 0) {
                throw failure;
            }
        }
        return response;
    }

    /** Waits for the complete response. The timeout of a request would not include its body. */
    private void await(URI url, CompletableFuture<?> call) {
        try {
            call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            call.cancel(true);
            throw new WebhookException(receiver(url) + " did not respond within " + timeout.toSeconds() + " s", late);
        } catch (ExecutionException failure) {
            throw new WebhookException(
                    receiver(url) + " cannot be called: " + reason(failure.getCause()), failure.getCause());
        } catch (InterruptedException closing) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new WebhookException("the server is stopping", closing);
        }
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
