package org.executionsession.application.internal.callback;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.port.outbound.NotificationStore;

/** Reads all subscriptions of a store page by page, so that only some of them are in memory. No read is open while one is handled. */
public record StoredSubscriptions(NotificationStore store) {

    /** With filters of the greatest length, a page has about three million characters. */
    private static final int PAGE = 50;

    /** Passes each subscription to a consumer, which may throw to stop the read, and may use the store. */
    public void forEach(Consumer<? super NotificationSubscription> consumer) {
        List<NotificationSubscription> page;
        UUID last = null;
        do {
            page = store.list(last, PAGE);
            page.forEach(consumer);
            last = page.isEmpty() ? last : page.get(page.size() - 1).id();
        } while (page.size() == PAGE);
    }
}
