package org.executionsession.bootstrap.internal.notification;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.executionsession.bootstrap.internal.client.CallFailure;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationOutcome;

/**
 * What a receiver responds. Only the status and the header {@code Retry-After} count; the body is not kept, and the connection is closed if it is
 * longer than some kilobytes.
 */
final class CallbackResponse implements Response.Listener {

    private static final int MAX_BODY = 4_096;
    private static final int GONE = 410;
    private static final int SUCCESS = 2;
    private static final int REDIRECT = 3;
    private static final int CLASS = 100;
    private static final String NO_CALL = "the callback could not be called";

    private final CallbackUrl url;
    private final boolean isNamed;
    private final Duration timeout;
    private final Instant now;
    private final CompletableFuture<NotificationOutcome> outcome = new CompletableFuture<>();
    private int read;

    /**
     * Expects a response.
     *
     * @param isNamed whether the operator has named the host, so that it may be an internal service
     */
    CallbackResponse(CallbackUrl url, boolean isNamed, Duration timeout, Instant now) {
        this.url = url;
        this.isNamed = isNamed;
        this.timeout = timeout;
        this.now = now;
    }

    CompletableFuture<NotificationOutcome> outcome() {
        return outcome;
    }

    /** The status counts, even if the rest of the response does not arrive. */
    @Override
    public void onHeaders(Response response) {
        outcome.complete(outcomeOf(response));
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        read += content.remaining();
        content.position(content.limit());
        if (read > MAX_BODY) {
            response.abort(new IOException("the body of the response is too long"));
        }
    }

    @Override
    public void onComplete(Result result) {
        outcome.complete(failed(reason(result.getFailure()), NO_CALL, null));
    }

    private NotificationOutcome outcomeOf(Response response) {
        int status = response.getStatus();
        if (status / CLASS == SUCCESS) {
            return NotificationOutcome.ACCEPTED;
        }
        String reason =
                "responded with status " + status + (status / CLASS == REDIRECT ? "; redirects are not followed" : "");
        Duration retryAfter = retryAfter(response.getHeaders().get(HttpHeader.RETRY_AFTER));
        NotificationOutcome failed = failed(reason, "the callback " + reason, retryAfter);
        return status == GONE
                ? new NotificationOutcome(NotificationOutcome.Status.GONE, failed.failure(), null)
                : failed;
    }

    /** A caller must not learn how a service responds that only this server can reach. */
    private NotificationOutcome failed(String reason, String disclosed, Duration retryAfter) {
        String all = "the receiver " + url.receiver() + " " + reason;
        return new NotificationOutcome(
                NotificationOutcome.Status.FAILED,
                new NotificationFailure(
                        all,
                        isNamed ? "the callback could not be called or did not accept the notification" : disclosed),
                retryAfter);
    }

    private Duration retryAfter(String header) {
        if (header == null) {
            return null;
        }
        try {
            Duration asked = header.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(header))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return asked.isNegative() ? null : asked;
        } catch (DateTimeException malformed) {
            return null;
        }
    }

    private String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "did not respond within " + timeout.toSeconds() + " s";
        }
        return failure == null ? "cannot be called: there was no response" : CallFailure.reason(failure);
    }
}
