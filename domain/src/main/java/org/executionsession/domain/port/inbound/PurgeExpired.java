package org.executionsession.domain.port.inbound;

import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;

/**
 * Removes selections and idempotency keys that have expired. Some of them go whenever new ones come; this removes the rest,
 * also when no more come.
 */
public interface PurgeExpired {

    /**
     * Removes all that have expired, batch by batch, so that others write in between.
     *
     * @param shouldContinue asked before each batch; not null
     * @return how many were removed
     * @throws OverloadedException when the store has too much to do
     * @throws StoreUnavailableException when the store cannot be reached
     */
    long purge(BooleanSupplier shouldContinue);
}
