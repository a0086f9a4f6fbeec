package org.executionsession.domain.port.inbound;

import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.ExecutionSession;

/**
 * Marks as aborted what takes too long. The host calls it from time to time, and on behalf of no
 * caller; no access policy is asked.
 */
@FunctionalInterface
public interface AbortOverdueSessions {

    /**
     * Aborts the sessions that are {@linkplain ExecutionSession#isOverdue overdue}, in the name of the service account. One
     * that somebody else changes at the same moment is left to the next time, so several may do it at once: each session is
     * aborted by one of them.
     *
     * @param shouldContinue asked before each session; when false, the rest stays for the next time; not null
     * @return how many sessions were aborted
     * @throws StoreUnavailableException when the store cannot be reached; those that were aborted before stay so
     */
    int abort(BooleanSupplier shouldContinue);
}
