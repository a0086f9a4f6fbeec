package org.executionsession.domain.model;

import static java.util.Map.entry;

import java.util.Set;

/**
 * The status of an attempt.
 *
 * <p>An open enumeration: an unknown number is stored and returned unchanged.
 *
 * @param number the number on the wire
 */
public record TaskExecutionStatus(int number) implements OpenEnum {

    /** It has not been started. */
    public static final TaskExecutionStatus NEVER_STARTED = new TaskExecutionStatus(0);

    /** Its start was requested. */
    public static final TaskExecutionStatus TRIGGERED = new TaskExecutionStatus(1);

    /** It runs. */
    public static final TaskExecutionStatus STARTED = new TaskExecutionStatus(2);

    /** It waits for a free slot. */
    public static final TaskExecutionStatus QUEUED = new TaskExecutionStatus(3);

    /** Its abort was requested. */
    public static final TaskExecutionStatus ABORT_INITIATED = new TaskExecutionStatus(4);

    /** It is being stopped. */
    public static final TaskExecutionStatus ABORTING = new TaskExecutionStatus(5);

    /** It was stopped. */
    public static final TaskExecutionStatus ABORTED = new TaskExecutionStatus(6);

    /** It ended successfully. */
    public static final TaskExecutionStatus FINISHED_SUCCESS = new TaskExecutionStatus(7);

    /** It ended with a failure. */
    public static final TaskExecutionStatus FINISHED_FAIL = new TaskExecutionStatus(8);

    /** It was skipped. */
    public static final TaskExecutionStatus SKIPPED = new TaskExecutionStatus(9);

    /** It failed and will be tried again. */
    public static final TaskExecutionStatus RETRY = new TaskExecutionStatus(10);

    /** It could not be run. */
    public static final TaskExecutionStatus ERROR = new TaskExecutionStatus(11);

    /** Its state was reset. */
    public static final TaskExecutionStatus RESET = new TaskExecutionStatus(12);

    /** It waits for distribution. */
    public static final TaskExecutionStatus DISTRIBUTION_QUEUE = new TaskExecutionStatus(13);

    /** Distribution runs. */
    public static final TaskExecutionStatus DISTRIBUTION_RUNNING = new TaskExecutionStatus(14);

    /** The known values by their names (contract, part 7). */
    public static final KnownValues<TaskExecutionStatus> KNOWN = KnownValues.of(
            entry("NeverStarted", NEVER_STARTED),
            entry("Triggered", TRIGGERED),
            entry("Started", STARTED),
            entry("Queued", QUEUED),
            entry("AbortInitiated", ABORT_INITIATED),
            entry("Aborting", ABORTING),
            entry("Aborted", ABORTED),
            entry("FinishedSuccess", FINISHED_SUCCESS),
            entry("FinishedFail", FINISHED_FAIL),
            entry("Skipped", SKIPPED),
            entry("Retry", RETRY),
            entry("Error", ERROR),
            entry("Reset", RESET),
            entry("DistributionQueue", DISTRIBUTION_QUEUE),
            entry("DistributionRunning", DISTRIBUTION_RUNNING));

    /** The known values after which the status no longer changes (contract, part 7). */
    public static final Set<TaskExecutionStatus> TERMINAL =
            Set.of(ABORTED, FINISHED_SUCCESS, FINISHED_FAIL, SKIPPED, ERROR, RESET);

    /** The known values of attempts that have not ended. Unknown numbers are neither here nor in {@link #TERMINAL}. */
    public static final Set<TaskExecutionStatus> UNFINISHED = Set.of(
            NEVER_STARTED,
            TRIGGERED,
            STARTED,
            QUEUED,
            ABORT_INITIATED,
            ABORTING,
            RETRY,
            DISTRIBUTION_QUEUE,
            DISTRIBUTION_RUNNING);

    @Override
    public KnownValues<TaskExecutionStatus> known() {
        return KNOWN;
    }

    @Override
    public String toString() {
        return text();
    }
}
