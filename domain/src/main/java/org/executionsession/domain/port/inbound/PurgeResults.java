package org.executionsession.domain.port.inbound;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.StoreUnavailableException;

/**
 * Purges what was recorded long ago. The host calls it from time to time, and on behalf of no
 * caller; no access policy is asked.
 */
@FunctionalInterface
public interface PurgeResults {

    /**
     * Purges results that were started and last changed longer ago than they are to be kept, with their details. One of a
     * session that has not ended goes when the session has a later try in hand; or when it stands at an end itself, and then
     * with the session, unless that was changed since. Sessions that are under way keep their results.
     *
     * <p>It is done in small batches, between which others write. Several may do it at once.
     *
     * @param retention how long to keep them; not null and not negative
     * @param shouldContinue asked before each batch; when false, the rest stays for the next time; not null
     * @return how many results were purged
     * @throws StoreUnavailableException when the store cannot be reached; what was purged before stays so
     */
    long purge(Duration retention, BooleanSupplier shouldContinue);
}
