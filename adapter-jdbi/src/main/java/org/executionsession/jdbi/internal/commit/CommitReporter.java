package org.executionsession.jdbi.internal.commit;

import java.util.List;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.config.CommitListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports groups to a listener. */
final class CommitReporter {

    private static final Logger LOG = LoggerFactory.getLogger(CommitReporter.class);

    private final CommitListener listener;

    CommitReporter(CommitListener listener) {
        this.listener = listener;
    }

    /**
     * Reports a group. A transaction commits even if each of its writes has failed; that does not show that the database can
     * write.
     */
    void report(List<QueuedWrite<?, ?>> group, long nanos) {
        int done = (int) group.stream().filter(QueuedWrite::isDone).count();
        if (done > 0) {
            call(() -> listener.committed(done, nanos));
        }
        group.stream()
                .flatMap(write -> write.unavailable().stream())
                .map(StoreUnavailableException::condition)
                .distinct()
                .forEach(condition -> call(() -> listener.failed(condition)));
    }

    /** The writes are done or have failed, so their callers must not see a failure of the listener. */
    private static void call(Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException | Error failure) {
            LOG.warn("a commit listener has failed", failure);
        }
    }
}
