package org.executionsession.domain.port.outbound;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;

/** Calls the URLs of subscriptions. Implementations are thread-safe, and no method waits for a receiver. */
public interface NotificationSender {

    /**
     * Rejects a URL that can never be called. It decides by the text of the URL alone: a caller must not learn which hosts exist.
     *
     * @param callbackUrl the URL; not null
     * @throws NotificationRejectedException with the rule that it breaks
     */
    void check(String callbackUrl);

    /**
     * Returns the receiver of a URL, so that the number of concurrent calls of one receiver can be limited.
     *
     * @param callbackUrl the URL; not null
     * @return the same text for all URLs of the same host and port; not null
     */
    String receiver(String callbackUrl);

    /**
     * Sends a notification. It may arrive more than once.
     *
     * @param message the notification; not null
     * @return completes with the outcome, after 15 seconds at the latest; never null
     */
    CompletionStage<NotificationOutcome> send(NotificationMessage message);

    /**
     * Waits for work that calls of a receiver have left behind when they ended, such as a lookup of its host, which no timeout ends. Until then,
     * these calls count as in flight, so that the hosts of one caller do not occupy what the calls of others need.
     *
     * @param callbackUrl a URL of the receiver; not null
     * @return completes when there is no such work; never null, and completed already if no call leaves work behind
     */
    default CompletionStage<Void> released(String callbackUrl) {
        return CompletableFuture.completedFuture(null);
    }
}
