package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of one execution of a task: the task, the node, the app, the status and the result.
 *
 * @param id the session's id; never null
 * @param createdDate when it was created, to the millisecond; never null
 * @param modifiedDate when it was last changed, to the millisecond; never null, equal to createdDate until then
 * @param modifiedByUserName the user who created or last changed it, {@code DIR\\user}; never null
 * @param executingNode the scheduler that runs it; null when not given
 * @param executionResult the result of the current attempt; never null, and all its parts have ids
 * @param abortAt when to abort it, or when it was aborted; null for never
 * @param abortReason reason it was aborted; never null
 * @param reloadTask the task, if it is a reload; null when not
 * @param userSyncTask the task, if it is a user sync; null when not
 * @param externalProgramTask the task, if it is an external program; null when not
 * @param retries the number of retries
 * @param user the user who started it; never null, empty when not given
 * @param app the app that it reloads; null when none
 */
public record ExecutionSession(
        UUID id,
        Instant createdDate,
        Instant modifiedDate,
        String modifiedByUserName,
        @Nullable SchedulerReference executingNode,
        ExecutionResult executionResult,
        @Nullable Instant abortAt,
        AbortReason abortReason,
        @Nullable TaskReference reloadTask,
        @Nullable TaskReference userSyncTask,
        @Nullable TaskReference externalProgramTask,
        int retries,
        String user,
        @Nullable AppReference app)
        implements AuditedEntity {

    /** Rejects null where a stored session always has a value, and truncates the dates to milliseconds. */
    public ExecutionSession {
        requireNonNull(id, "id");
        createdDate = Defaults.truncated(requireNonNull(createdDate, "createdDate"));
        modifiedDate = Defaults.truncated(requireNonNull(modifiedDate, "modifiedDate"));
        requireNonNull(modifiedByUserName, "modifiedByUserName");
        requireNonNull(executionResult, "executionResult");
        abortAt = Defaults.instant(abortAt);
        requireNonNull(abortReason, "abortReason");
        requireNonNull(user, "user");
    }

    /**
     * Creates a session from a draft. Missing ids are generated. The session gets a result even if the draft has none,
     * because clients of the contract read {@code executionResult.id} without a null check.
     *
     * @param draft the draft; not null and valid
     * @param at the current time; not null
     * @param by the caller; not null
     * @param newIds generates ids; not null
     * @return the session, created and modified now
     */
    public static ExecutionSession create(ExecutionSessionDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        requireNonNull(draft, "draft");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        requireNonNull(newIds, "newIds");
        ExecutionResult result = draft.executionResult() == null ? ExecutionResult.of(null) : draft.executionResult();
        return new ExecutionSession(
                draft.id() == null ? newIds.get() : draft.id(),
                at,
                at,
                by.userName(),
                draft.executingNode(),
                result.recorded(newIds),
                draft.abortAt(),
                draft.abortReason(),
                TaskReference.resolved(draft.reloadTask(), null),
                TaskReference.resolved(draft.userSyncTask(), null),
                TaskReference.resolved(draft.externalProgramTask(), null),
                draft.retries(),
                draft.user(),
                AppReference.resolved(draft.app(), null));
    }

    /**
     * Returns this session with all values of a draft. A draft without a result keeps the current attempt; a result
     * without an id updates it; a result with another id starts the next attempt. References to values of this session
     * are replaced by these values.
     *
     * @param draft the draft; not null and valid
     * @param at the current time; not null
     * @param by the caller; not null
     * @param newIds generates ids; not null
     * @return the session with the same id and a later modifiedDate
     */
    public ExecutionSession update(ExecutionSessionDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        requireNonNull(draft, "draft");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        requireNonNull(newIds, "newIds");
        return new ExecutionSession(
                id,
                createdDate,
                Defaults.after(modifiedDate, at),
                by.userName(),
                draft.executingNode(),
                nextResult(draft.executionResult(), newIds),
                draft.abortAt(),
                draft.abortReason(),
                TaskReference.resolved(draft.reloadTask(), reloadTask),
                TaskReference.resolved(draft.userSyncTask(), userSyncTask),
                TaskReference.resolved(draft.externalProgramTask(), externalProgramTask),
                draft.retries(),
                draft.user(),
                AppReference.resolved(draft.app(), app));
    }

    /**
     * Returns this session with another result; nothing else changes.
     *
     * @param result the result; not null, and all its parts have ids
     * @return the session
     */
    public ExecutionSession withExecutionResult(ExecutionResult result) {
        requireNonNull(result, "result");
        return new ExecutionSession(
                id,
                createdDate,
                modifiedDate,
                modifiedByUserName,
                executingNode,
                result,
                abortAt,
                abortReason,
                reloadTask,
                userSyncTask,
                externalProgramTask,
                retries,
                user,
                app);
    }

    private ExecutionResult nextResult(@Nullable ExecutionResult given, Supplier<UUID> newIds) {
        if (given == null) {
            return executionResult;
        }
        ExecutionResult next =
                given.id() == null ? given.toBuilder().id(executionResult.id()).build() : given;
        boolean isCurrent = Objects.equals(next.id(), executionResult.id());
        return isCurrent ? next.resolved(executionResult).recorded(newIds) : next.recorded(newIds);
    }

    /**
     * Returns whether this session has not finished and is older than the timeout of its task. A task without a timeout
     * never causes an abort; of several tasks, the shortest timeout applies.
     *
     * @param now the current time; not null
     * @return true when the session must be aborted
     */
    public boolean isOverdue(Instant now) {
        requireNonNull(now, "now");
        return TaskExecutionStatus.UNFINISHED.contains(executionResult.status())
                && timeout()
                        .filter(allowed -> createdDate.plus(allowed).isBefore(now))
                        .isPresent();
    }

    private Optional<Duration> timeout() {
        return Stream.of(reloadTask, userSyncTask, externalProgramTask)
                .filter(Objects::nonNull)
                .map(TaskReference::taskSessionTimeout)
                .filter(minutes -> minutes > 0)
                .min(Integer::compare)
                .map(Duration::ofMinutes);
    }

    /**
     * Returns this session as aborted because of its timeout.
     *
     * @param at the current time; not null
     * @param newIds generates ids; not null
     * @return the session, changed by the service account, with the reason and the current attempt aborted
     */
    public ExecutionSession abortOnTimeout(Instant at, Supplier<UUID> newIds) {
        requireNonNull(at, "at");
        requireNonNull(newIds, "newIds");
        Duration allowed =
                timeout().orElseThrow(() -> new IllegalStateException("session " + id + " cannot be overdue"));
        String reason =
                "Aborted: the session is older than its task's taskSessionTimeout of " + allowed.toMinutes() + " min";
        ExecutionSessionDraft aborted = toDraft().toBuilder()
                .abortAt(at)
                .abortReason(AbortReason.TIMEOUT)
                .executionResult(aborted(executionResult, at, reason))
                .build();
        return update(aborted, at, Caller.SERVICE, newIds);
    }

    /**
     * Returns a result as aborted, with its stop time, its duration and, unless it has the maximum number of details, a
     * detail with the reason.
     */
    private static ExecutionResult aborted(ExecutionResult result, Instant at, String reason) {
        Instant start = result.startTime();
        Instant stop = start != null && at.isBefore(start) ? start : at;
        List<ExecutionResultDetail> allDetails = new ArrayList<>(result.details());
        if (allDetails.size() < ExecutionResult.DETAILS_MAX) {
            allDetails.add(new ExecutionResultDetail(null, DetailsType.ERROR, reason, stop));
        }
        ExecutionResult.Builder aborted = result.toBuilder()
                .status(TaskExecutionStatus.ABORTED)
                .stopTime(stop)
                .details(allDetails);
        if (start != null) {
            aborted.duration((int)
                    Math.min(Integer.MAX_VALUE, Duration.between(start, stop).toMillis()));
        }
        return aborted.build();
    }

    /**
     * Returns a draft with the values of this session.
     *
     * @return the draft, without the audit fields
     */
    public ExecutionSessionDraft toDraft() {
        return new ExecutionSessionDraft(
                id,
                executingNode,
                executionResult,
                abortAt,
                abortReason,
                reloadTask,
                userSyncTask,
                externalProgramTask,
                retries,
                user,
                app);
    }
}
