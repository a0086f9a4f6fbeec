package org.executionsession.domain.port.inbound;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.StoreUnavailableException;

/**
 * Forgets what was recorded long ago. It is called by whoever runs the product, from time to time, and on behalf of no
 * caller; no access policy is asked.
 */
@FunctionalInterface
public interface PurgeResults {

    /**
     * Forgets results that were started and last changed longer ago than they are to be kept, with their details. One of a
     * session that has not ended goes when the session has a later try in hand; or when it stands at an end itself, and then
     * with the session, unless that was changed since. Sessions that are under way keep their results.
     *
     * <p>It is done in small batches, between which others write. Several may do it at once.
     *
     * @param kept how long to keep them; not null and not negative
     * @param goesOn asked before each batch; when false, the rest stays for the next time; not null
     * @return how many results were forgotten
     * @throws StoreUnavailableException when the store cannot be reached; what was forgotten before stays so
     */
    long forget(Duration kept, BooleanSupplier goesOn);
}
