package org.executionsession.domain.port.inbound;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Task;

/** Purges old results. The host application calls it periodically. It has no caller, so no access policy applies. */
@FunctionalInterface
public interface PurgeResults {

    /**
     * Purges results, with their details, that were started and last changed longer ago than the retention. A result of
     * an existing session is purged if the session has a later attempt. The result of the current attempt is purged,
     * together with its session, if its status is terminal and the session was also last changed longer ago than the
     * retention. Sessions in progress keep their current result.
     *
     * <p>Then it purges the {@linkplain Task#recorded recorded} tasks that were last changed longer ago than the retention, and to which
     * no session and no result refers any more.
     *
     * <p>It works in small batches, so that other writes can run between them. Several processes may run it at once.
     *
     * @param retention how long to keep results; not null and not negative
     * @param shouldContinue called before each batch; false leaves the rest for the next run; not null
     * @return the number of purged results
     * @throws StoreUnavailableException when the store cannot be reached; results that were purged before stay purged
     */
    long purge(Duration retention, BooleanSupplier shouldContinue);
}
