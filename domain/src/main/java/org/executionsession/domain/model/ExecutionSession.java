package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One recorded execution of a task: which task, on which node, since when, how it stands, how it ended.
 *
 * @param id the session's id; never null
 * @param createdDate when it was recorded, to the millisecond; never null
 * @param modifiedDate when it was last changed, to the millisecond; never null, equal to createdDate until then
 * @param modifiedByUserName who recorded or last changed it, {@code DIR\\user}; never null
 * @param executingNode the scheduler that runs it; null when not given
 * @param executionResult the result of the current attempt; never null, and all its parts have ids
 * @param abortAt when to abort it, or when it was aborted; null for never
 * @param abortReason why it was aborted; never null
 * @param reloadTask its task, when that is a reload; null when not
 * @param userSyncTask its task, when that is a user sync; null when not
 * @param externalProgramTask its task, when that is an external program; null when not
 * @param retries how often it was tried again
 * @param user who started it; never null, empty when not given
 * @param app the app that it reloads; null when none
 */
public record ExecutionSession(
        UUID id,
        Instant createdDate,
        Instant modifiedDate,
        String modifiedByUserName,
        SchedulerReference executingNode,
        ExecutionResult executionResult,
        Instant abortAt,
        AbortReason abortReason,
        TaskReference reloadTask,
        TaskReference userSyncTask,
        TaskReference externalProgramTask,
        int retries,
        String user,
        AppReference app)
        implements AuditedEntity {

    /** Rejects null where a recorded session always has a value, and cuts the dates to milliseconds. */
    public ExecutionSession {
        requireNonNull(id, "id");
        createdDate = Defaults.instant(requireNonNull(createdDate, "createdDate"));
        modifiedDate = Defaults.instant(requireNonNull(modifiedDate, "modifiedDate"));
        requireNonNull(modifiedByUserName, "modifiedByUserName");
        requireNonNull(executionResult, "executionResult");
        abortAt = Defaults.instant(abortAt);
        requireNonNull(abortReason, "abortReason");
        requireNonNull(user, "user");
    }

    /**
     * The session that comes of a draft: it keeps the ids that the draft gives, gets new ones where it gives none, and
     * has a result even when the draft has none, for the contract's clients read {@code executionResult.id} unguarded.
     *
     * @param draft what the caller says; not null and valid
     * @param at now; not null
     * @param by who says it; not null
     * @param newIds makes ids; not null
     * @return the session, created and modified now
     */
    public static ExecutionSession create(ExecutionSessionDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
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
     * This session, changed: everything that a caller may say is replaced. A draft without a result leaves the current attempt
     * as it is; a result without an id is that of the current attempt; one with another id starts the next attempt. A reference to
     * what this session holds stands for that.
     *
     * @param draft what the caller says now; not null and valid
     * @param at now; not null
     * @param by who says it; not null
     * @param newIds makes ids; not null
     * @return the session with the same id and a later modifiedDate
     */
    public ExecutionSession update(ExecutionSessionDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
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
     * This session with its result as that stands now; nothing else changes.
     *
     * @param result the result; not null, and all its parts have ids
     * @return the session
     */
    public ExecutionSession withExecutionResult(ExecutionResult result) {
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

    private ExecutionResult nextResult(ExecutionResult said, Supplier<UUID> newIds) {
        if (said == null) {
            return executionResult;
        }
        ExecutionResult next =
                said.id() == null ? said.toBuilder().id(executionResult.id()).build() : said;
        boolean isInHand = next.id().equals(executionResult.id());
        return isInHand ? next.resolved(executionResult).recorded(newIds) : next.recorded(newIds);
    }

    /**
     * Whether this session is older than its task allows, and something of it is still to come. A task that gives no timeout
     * allows everything; of several tasks, the shortest timeout counts.
     *
     * @param now the present; not null
     * @return true when it is to be aborted
     */
    public boolean isOverdue(Instant now) {
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
     * This session, aborted because it is overdue.
     *
     * @param at now; not null
     * @param newIds makes ids; not null
     * @return the session as the service account changes it: with the reason, and its try in hand aborted
     */
    public ExecutionSession abortOnTimeout(Instant at, Supplier<UUID> newIds) {
        Duration allowed =
                timeout().orElseThrow(() -> new IllegalStateException("session " + id + " cannot be overdue"));
        String why =
                "Aborted: the session is older than its task's taskSessionTimeout of " + allowed.toMinutes() + " min";
        ExecutionSessionDraft aborted = toDraft().toBuilder()
                .abortAt(at)
                .abortReason(AbortReason.TIMEOUT)
                .executionResult(executionResult.aborted(at, why))
                .build();
        return update(aborted, at, Caller.SERVICE, newIds);
    }

    /**
     * What a caller would have to say to record this session again.
     *
     * @return everything but what the server says
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
