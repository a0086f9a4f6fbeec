package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What the state of a session says to the run of its task. It is read without the messages of the session, of which there can be many.
 *
 * @param resultId the result of the current attempt; never null
 * @param status the status of that result; never null
 * @param createdDate when the session was created; never null
 * @param timeout the shortest timeout of its tasks, and of the task of the run, in minutes; 0 for none
 */
public record SessionProgress(UUID resultId, TaskExecutionStatus status, Instant createdDate, int timeout) {

    /** Rejects null. */
    public SessionProgress {
        requireNonNull(resultId, "resultId");
        requireNonNull(status, "status");
        requireNonNull(createdDate, "createdDate");
    }

    /**
     * Returns the progress of a session.
     *
     * @param session the session; not null
     * @return its progress
     */
    public static SessionProgress of(ExecutionSession session) {
        requireNonNull(session, "session");
        ExecutionResult result = session.executionResult();
        return new SessionProgress(
                requireNonNull(result.id(), "executionResult.id"),
                result.status(),
                session.createdDate(),
                session.timeout());
    }

    /**
     * Returns the timeout of a session with several tasks, which is the shortest of theirs.
     *
     * @param timeouts the timeouts of its tasks in minutes, in which 0 stands for none; not null
     * @return the timeout in minutes; 0 for none
     */
    public static int shortest(IntStream timeouts) {
        requireNonNull(timeouts, "timeouts");
        return timeouts.filter(minutes -> minutes > 0).min().orElse(0);
    }

    /**
     * Returns this progress with the timeout of the task of the run, if that is shorter. A client can change the task in the session.
     *
     * @param task the timeout of the task in minutes; 0 for none
     * @return the progress
     */
    public SessionProgress withTimeoutOfTask(int task) {
        return new SessionProgress(resultId, status, createdDate, shortest(IntStream.of(timeout, task)));
    }

    /**
     * Returns whether a session has made no progress since this was read. A change of its timeout is no progress.
     *
     * @param session the session; not null
     * @return false also if it is another session with the same id
     */
    public boolean isStillOf(ExecutionSession session) {
        SessionProgress now = of(session);
        return resultId.equals(now.resultId) && status.equals(now.status) && createdDate.equals(now.createdDate);
    }

    /**
     * Returns whether the session has not finished and is older than its timeout.
     *
     * @param now the current time; not null
     * @return true when the session must be aborted
     */
    public boolean isOverdue(Instant now) {
        requireNonNull(now, "now");
        return TaskExecutionStatus.UNFINISHED.contains(status) && exceedsTimeout(now);
    }

    /**
     * Returns whether the session is older than its timeout, whatever its status.
     *
     * @param now the current time; not null
     * @return false also if it has no timeout
     */
    public boolean exceedsTimeout(Instant now) {
        requireNonNull(now, "now");
        return timeout > 0 && createdDate.plus(Duration.ofMinutes(timeout)).isBefore(now);
    }
}
