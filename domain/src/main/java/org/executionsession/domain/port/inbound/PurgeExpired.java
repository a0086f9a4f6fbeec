package org.executionsession.domain.port.inbound;

import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;

/**
 * Removes expired selections and idempotency keys. Each write of a new one also removes some expired ones; this removes
 * the rest, even without new writes.
 */
public interface PurgeExpired {

    /**
     * Removes all expired entries in batches, so that other writes can run between the batches.
     *
     * @param shouldContinue called before each batch; false stops; not null
     * @return the number of removed entries
     * @throws OverloadedException when the store is overloaded
     * @throws StoreUnavailableException when the store cannot be reached
     */
    long purge(BooleanSupplier shouldContinue);
}
