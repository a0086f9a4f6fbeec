package org.executionsession.domain.port.inbound;

import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.StoreUnavailableException;

/**
 * Advances the runs of tasks: calls the executor, tries failed attempts again, aborts those that exceed their timeout or whose process has
 * died, and deletes the sessions of ended runs. The host application calls it periodically, about every second. It has no caller, so no
 * access policy applies.
 */
@FunctionalInterface
public interface AdvanceTaskRuns {

    /**
     * Does what is due. Several processes may run this at once.
     *
     * @param shouldContinue called before each run; false leaves the rest for the next call; not null
     * @return the number of runs that were changed
     * @throws StoreUnavailableException when the store cannot be reached; the rest is done by the next call
     */
    int advance(BooleanSupplier shouldContinue);
}
