package org.executionsession.bootstrap.internal.operations;

import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.port.outbound.NotificationSender;

/** Counts the calls of a sender of notifications. */
public final class MeteredNotificationSender implements NotificationSender {

    private final NotificationSender delegate;
    private final Metrics metrics;

    public MeteredNotificationSender(NotificationSender delegate, Metrics metrics) {
        this.delegate = delegate;
        this.metrics = metrics;
    }

    @Override
    public void check(String callbackUrl) {
        delegate.check(callbackUrl);
    }

    @Override
    public String receiver(String callbackUrl) {
        return delegate.receiver(callbackUrl);
    }

    @Override
    public CompletionStage<Void> released(String callbackUrl) {
        return delegate.released(callbackUrl);
    }

    @Override
    public CompletionStage<NotificationOutcome> send(NotificationMessage message) {
        return delegate.send(message).whenComplete((outcome, failure) -> {
            NotificationOutcome.Status status = failure == null ? outcome.status() : NotificationOutcome.Status.FAILED;
            metrics.notified(
                    status.name().toLowerCase(Locale.ROOT), message.changes().size());
        });
    }
}
