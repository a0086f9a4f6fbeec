package org.executionsession.domain.model;

/** What the server does next for the run of a task. */
public enum TaskRunState {
    /** It hands the attempt over to the executor. */
    STARTING,
    /** The executor runs the attempt. */
    RUNNING,
    /** It tells the executor to stop the attempt. */
    STOPPING,
    /** The executor was told to stop the attempt, and reports its end. */
    ABORTING
}
