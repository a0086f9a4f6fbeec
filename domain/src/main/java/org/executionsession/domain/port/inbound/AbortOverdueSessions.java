package org.executionsession.domain.port.inbound;

import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.ExecutionSession;

/**
 * Aborts sessions that exceed the timeout of their task. The host application calls it periodically. It has no caller,
 * so no access policy applies.
 */
@FunctionalInterface
public interface AbortOverdueSessions {

    /**
     * Aborts the sessions that are {@linkplain ExecutionSession#isOverdue overdue}, in the name of the service account.
     * A session that another client changes concurrently is left for the next run. Several processes may run this at
     * once: each session is aborted once.
     *
     * @param shouldContinue called before each session; false leaves the rest for the next run; not null
     * @return the number of aborted sessions
     * @throws StoreUnavailableException when the store cannot be reached; sessions that were aborted before stay
     *     aborted
     */
    int abort(BooleanSupplier shouldContinue);
}
