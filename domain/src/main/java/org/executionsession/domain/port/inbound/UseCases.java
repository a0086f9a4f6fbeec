package org.executionsession.domain.port.inbound;

/** All inbound ports of the library. Each method always returns the same port. */
public interface UseCases {

    /**
     * Returns the port that creates sessions.
     *
     * @return the port; never null
     */
    CreateExecutionSession createExecutionSession();

    /**
     * Returns the port that reads sessions.
     *
     * @return the port; never null
     */
    FindExecutionSessions findExecutionSessions();

    /**
     * Returns the port that updates sessions.
     *
     * @return the port; never null
     */
    UpdateExecutionSession updateExecutionSession();

    /**
     * Returns the port that ends sessions.
     *
     * @return the port; never null
     */
    EndExecutionSession endExecutionSession();

    /**
     * Returns the port for results.
     *
     * @return the port; never null
     */
    ExecutionResults executionResults();

    /**
     * Returns the port for details of results.
     *
     * @return the port; never null
     */
    ExecutionResultDetails executionResultDetails();

    /**
     * Returns the port that selects entities, to list, change or delete them together.
     *
     * @return the port; never null
     */
    Selections selections();

    /**
     * Returns the port for tasks.
     *
     * @return the port; never null
     */
    ManageTasks manageTasks();

    /**
     * Returns the port for the statistics of tasks.
     *
     * @return the port; never null
     */
    FindTaskStatistics findTaskStatistics();

    /**
     * Returns the port that starts tasks.
     *
     * @return the port; never null
     */
    StartTask startTask();

    /**
     * Returns the port that stops the executions of tasks.
     *
     * @return the port; never null
     */
    StopTask stopTask();

    /**
     * Returns the port that advances the runs of tasks.
     *
     * @return the port; never null
     */
    AdvanceTaskRuns advanceTaskRuns();

    /**
     * Returns the port that counts the heartbeats of nodes.
     *
     * @return never null
     */
    NodeHeartbeats nodeHeartbeats();

    /**
     * Returns the port that finds the apps of tasks and sessions.
     *
     * @return never null
     */
    FindApps findApps();

    /**
     * Returns the port for script logs.
     *
     * @return the port; never null
     */
    ScriptLogs scriptLogs();

    /**
     * Returns the port that watches executions.
     *
     * @return the port; never null
     */
    WatchExecutions watchExecutions();

    /**
     * Returns the port that subscribes to notifications.
     *
     * @return the port; never null
     */
    ChangeNotifications changeNotifications();

    /**
     * Returns the port that evaluates the privileges of a caller.
     *
     * @return the port; never null
     */
    EvaluatePrivileges evaluatePrivileges();

    /**
     * Returns the port that aborts sessions which exceed the timeout of their task.
     *
     * @return the port; never null
     */
    AbortOverdueSessions abortOverdueSessions();

    /**
     * Returns the port that purges old results.
     *
     * @return the port; never null
     */
    PurgeResults purgeResults();

    /**
     * Returns the port that removes expired selections, idempotency keys and tickets of script logs.
     *
     * @return the port; never null
     */
    PurgeExpired purgeExpired();
}
