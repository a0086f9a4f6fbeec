package org.executionsession.application.support;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.port.outbound.NotificationSender;

/** A sender whose calls a test answers. URLs that do not begin with {@code http} are rejected; the path of a URL does not belong to its receiver. */
public final class RecordingSender implements NotificationSender {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final Queue<Call> all = new ConcurrentLinkedQueue<>();
    private volatile boolean acceptsAll;
    private final Map<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();

    /** A call that waits for its response. */
    public record Call(NotificationMessage message, CompletableFuture<NotificationOutcome> response) {

        /** Accepts the notification. */
        public Call accept() {
            response.complete(NotificationOutcome.ACCEPTED);
            return this;
        }

        /** Lets the call fail. */
        public Call fail() {
            response.complete(NotificationOutcome.failed(new NotificationFailure("it is down", "it failed")));
            return this;
        }

        /** Responds that the receiver is gone. */
        public Call gone() {
            response.complete(new NotificationOutcome(
                    NotificationOutcome.Status.GONE, new NotificationFailure("it is gone", "it is gone"), null));
            return this;
        }

        /** Returns the changes in the form {@code CREATE id}. */
        public List<String> changes() {
            List<String> texts = new ArrayList<>();
            message.changes()
                    .forEach(change -> texts.add(
                            change.entity().type() + " " + change.entity().id()));
            return texts;
        }
    }

    @Override
    public void check(String callbackUrl) {
        if (!requireNonNull(callbackUrl, "callbackUrl").startsWith("http")) {
            throw new NotificationRejectedException("the URL must begin with http");
        }
    }

    @Override
    public String receiver(String callbackUrl) {
        return requireNonNull(callbackUrl, "callbackUrl").replaceFirst("(//[^/]*)/.*", "$1");
    }

    @Override
    public CompletionStage<NotificationOutcome> send(NotificationMessage message) {
        Call call = new Call(requireNonNull(message, "message"), new CompletableFuture<>());
        all.add(call);
        calls.add(call);
        if (acceptsAll) {
            call.accept();
        }
        return call.response();
    }

    @Override
    public CompletionStage<Void> released(String callbackUrl) {
        return held.getOrDefault(receiver(callbackUrl), CompletableFuture.completedFuture(null));
    }

    /** Lets the calls of the receiver of a URL leave work behind, until the returned future is completed. */
    public CompletableFuture<Void> hold(String callbackUrl) {
        return held.computeIfAbsent(receiver(callbackUrl), receiver -> new CompletableFuture<>());
    }

    /** Waits for the next call. */
    public Call next() throws InterruptedException {
        Call call = calls.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (call == null) {
            throw new AssertionError("no notification was sent");
        }
        return call;
    }

    /** Accepts all notifications, also those that have no response yet, so that nothing waits for them at the end of a test. */
    public void acceptAll() {
        acceptsAll = true;
        all.forEach(Call::accept);
    }

    /** Returns whether there is no further call now. */
    public boolean isIdle() {
        return calls.isEmpty();
    }

    /** Returns the number of further calls now. */
    public int furtherCalls() {
        return calls.size();
    }
}
