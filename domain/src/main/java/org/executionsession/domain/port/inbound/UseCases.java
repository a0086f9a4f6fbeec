package org.executionsession.domain.port.inbound;

/** All inbound ports of the library; adapters take what they need from it. Each method returns the same port at each call. */
public interface UseCases {

    /**
     * Records executions.
     *
     * @return the port; never null
     */
    CreateExecutionSession createExecutionSession();

    /**
     * Reads recorded executions.
     *
     * @return the port; never null
     */
    FindExecutionSessions findExecutionSessions();

    /**
     * Changes recorded executions.
     *
     * @return the port; never null
     */
    UpdateExecutionSession updateExecutionSession();

    /**
     * Ends recorded executions.
     *
     * @return the port; never null
     */
    EndExecutionSession endExecutionSession();

    /**
     * Keeps the results of executions.
     *
     * @return the port; never null
     */
    ExecutionResults executionResults();

    /**
     * Keeps the details of results.
     *
     * @return the port; never null
     */
    ExecutionResultDetails executionResultDetails();

    /**
     * Selects entities, to list or delete them together.
     *
     * @return the port; never null
     */
    Selections selections();

    /**
     * Tells what a caller may do.
     *
     * @return the port; never null
     */
    EvaluatePrivileges evaluatePrivileges();

    /**
     * Aborts sessions that take longer than their tasks allow, whenever it is called.
     *
     * @return the port; never null
     */
    AbortOverdueSessions abortOverdueSessions();

    /**
     * Purges results of long ago, whenever it is called.
     *
     * @return the port; never null
     */
    PurgeResults purgeResults();

    /**
     * Removes selections and idempotency keys that have expired, whenever it is called.
     *
     * @return the port; never null
     */
    PurgeExpired purgeExpired();
}
