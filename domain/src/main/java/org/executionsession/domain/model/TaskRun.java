package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * The run of a task that the server has started, from the start until its session is deleted. A task has at most one. It says what the
 * server does next, and survives a restart; what the run has achieved is in its session and results.
 *
 * @param taskId the task; never null
 * @param sessionId the session of the run; never null
 * @param attempt the number of the attempt, from 0
 * @param resultId the result of the attempt, which identifies the attempt for the executor; never null
 * @param state what the server does next; never null
 * @param abortReason why the run is stopped; {@link AbortReason#UNDEFINED} unless it is
 * @param failedCalls how many calls of the executor have failed for this attempt and state
 * @param startedAt when the run was started, which is the creation date of its session; never null
 * @param dueAt when the server must look at the run again; never null
 * @param version increases with each change
 */
public record TaskRun(
        UUID taskId,
        UUID sessionId,
        int attempt,
        UUID resultId,
        TaskRunState state,
        AbortReason abortReason,
        int failedCalls,
        Instant startedAt,
        Instant dueAt,
        long version) {

    /** The version of UUIDs that are computed from a name. */
    private static final int NAME_BASED = 3;

    /** Rejects null and truncates the dates to milliseconds. */
    public TaskRun {
        requireNonNull(taskId, "taskId");
        requireNonNull(sessionId, "sessionId");
        requireNonNull(resultId, "resultId");
        requireNonNull(state, "state");
        requireNonNull(abortReason, "abortReason");
        startedAt = Defaults.truncated(requireNonNull(startedAt, "startedAt"));
        dueAt = Defaults.truncated(requireNonNull(dueAt, "dueAt"));
    }

    /**
     * Returns the id of the result of an attempt. It can be computed from the session, so that each process finds the attempt that
     * another one has started.
     *
     * @param sessionId the session of the run; not null
     * @param attempt the number of the attempt, from 0
     * @return the id
     */
    public static UUID resultIdOf(UUID sessionId, int attempt) {
        requireNonNull(sessionId, "sessionId");
        return UUID.nameUUIDFromBytes((sessionId + " " + attempt).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns whether a result can be that of an attempt, going by the form of its id. Results that clients or the store name usually
     * have ids of another form.
     *
     * @param resultId the id of a result; not null
     * @return false if no run that the server has started has the id
     */
    public static boolean canBeAttempt(UUID resultId) {
        return requireNonNull(resultId, "resultId").version() == NAME_BASED;
    }

    /**
     * Returns a new run that is to be handed over to the executor.
     *
     * @param taskId the task; not null
     * @param sessionId the session of the run; not null
     * @param resultId the result of its first attempt; not null
     * @param now the current time; not null
     * @param dueAt when another process hands it over if this one does not; not null
     * @return the run
     */
    public static TaskRun first(UUID taskId, UUID sessionId, UUID resultId, Instant now, Instant dueAt) {
        requireNonNull(now, "now");
        return new TaskRun(
                taskId, sessionId, 0, resultId, TaskRunState.STARTING, AbortReason.UNDEFINED, 0, now, dueAt, 0);
    }

    /**
     * Returns this run with the next attempt, which is to be handed over to the executor.
     *
     * @param result the result of the attempt; not null
     * @param now the current time; not null
     * @return the run, due now
     */
    public TaskRun nextAttempt(UUID result, Instant now) {
        requireNonNull(result, "result");
        requireNonNull(now, "now");
        return new TaskRun(
                taskId,
                sessionId,
                attempt + 1,
                result,
                TaskRunState.STARTING,
                AbortReason.UNDEFINED,
                0,
                startedAt,
                now,
                version + 1);
    }

    /**
     * Returns this run while the executor runs it.
     *
     * @param due when the server must look at the run again; not null
     * @return the run
     */
    public TaskRun running(Instant due) {
        requireNonNull(due, "due");
        return in(TaskRunState.RUNNING, AbortReason.UNDEFINED, due);
    }

    /**
     * Returns this run as one that the executor must stop.
     *
     * @param reason why; not null
     * @param due when the server must look at the run again; not null
     * @return the run
     */
    public TaskRun stopping(AbortReason reason, Instant due) {
        requireNonNull(reason, "reason");
        requireNonNull(due, "due");
        return in(TaskRunState.STOPPING, reason, due);
    }

    /**
     * Returns this run while the executor, which was told to stop, has not reported the end.
     *
     * @param due when the attempt counts as aborted; not null
     * @return the run
     */
    public TaskRun aborting(Instant due) {
        requireNonNull(due, "due");
        return in(TaskRunState.ABORTING, abortReason, due);
    }

    /**
     * Returns whether the run has been asked to stop.
     *
     * @return true until it ends
     */
    public boolean isStopped() {
        return state == TaskRunState.STOPPING || state == TaskRunState.ABORTING;
    }

    /**
     * Returns whether a session with the id of this run's session is that of the run. After a client has deleted the session, another one
     * can have its id.
     *
     * @param createdDate when the session was created; not null
     * @return false if it is another session, which the run must not change
     */
    public boolean hasCreated(Instant createdDate) {
        return startedAt.equals(requireNonNull(createdDate, "createdDate"));
    }

    /**
     * Returns this run with another result of the current attempt, which a client has set.
     *
     * @param result the result; not null
     * @return the run
     */
    public TaskRun withResultId(UUID result) {
        requireNonNull(result, "result");
        return new TaskRun(
                taskId, sessionId, attempt, result, state, abortReason, failedCalls, startedAt, dueAt, version + 1);
    }

    private TaskRun in(TaskRunState next, AbortReason reason, Instant due) {
        return new TaskRun(taskId, sessionId, attempt, resultId, next, reason, 0, startedAt, due, version + 1);
    }

    /**
     * Returns this run in the same state, due at another time. A process that replaces the run by this claims it.
     *
     * @param due when the server must look at the run again; not null
     * @return the run
     */
    public TaskRun withDueAt(Instant due) {
        requireNonNull(due, "due");
        return new TaskRun(
                taskId, sessionId, attempt, resultId, state, abortReason, failedCalls, startedAt, due, version + 1);
    }

    /**
     * Returns this run after a call of the executor has failed.
     *
     * @param due when to call it again; not null
     * @return the run
     */
    public TaskRun afterFailedCall(Instant due) {
        requireNonNull(due, "due");
        return new TaskRun(
                taskId, sessionId, attempt, resultId, state, abortReason, failedCalls + 1, startedAt, due, version + 1);
    }
}
