package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of one execution of a task: its audit fields, which the server sets, and its content, which clients set. The
 * content includes the id.
 *
 * @param audit when it was created, and when and by whom it was last changed; never null
 * @param content the id, the task, the node, the app, the status and the result; never null. Its id is not null, and
 *     neither is its result, all parts of which have ids
 */
public record ExecutionSession(AuditFields audit, ExecutionSessionDraft content) implements AuditedEntity {

    /** Rejects null, and content without an id or a result. */
    public ExecutionSession {
        requireNonNull(audit, "audit");
        requireNonNull(content, "content");
        requireNonNull(content.id(), "content.id");
        requireNonNull(content.executionResult(), "content.executionResult");
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
        UUID id = draft.id() == null ? newIds.get() : draft.id();
        ExecutionResult result = draft.executionResult() == null ? ExecutionResult.of(null) : draft.executionResult();
        return new ExecutionSession(
                AuditFields.created(at, by.userName()),
                draft.toBuilder()
                        .id(id)
                        .executionResult(result.stored(newIds))
                        .reloadTask(TaskReference.resolved(draft.reloadTask(), null))
                        .userSyncTask(TaskReference.resolved(draft.userSyncTask(), null))
                        .externalProgramTask(TaskReference.resolved(draft.externalProgramTask(), null))
                        .app(AppReference.resolved(draft.app(), null))
                        .build());
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
                audit.modified(at, by.userName()),
                draft.toBuilder()
                        .id(id())
                        .executionResult(nextResult(draft.executionResult(), newIds))
                        .reloadTask(TaskReference.resolved(draft.reloadTask(), reloadTask()))
                        .userSyncTask(TaskReference.resolved(draft.userSyncTask(), userSyncTask()))
                        .externalProgramTask(TaskReference.resolved(draft.externalProgramTask(), externalProgramTask()))
                        .app(AppReference.resolved(draft.app(), app()))
                        .build());
    }

    /**
     * Returns this session with another result; nothing else changes.
     *
     * @param result the result; not null, and all its parts have ids
     * @return the session
     */
    public ExecutionSession withExecutionResult(ExecutionResult result) {
        requireNonNull(result, "result");
        return new ExecutionSession(audit, content.withExecutionResult(result));
    }

    private ExecutionResult nextResult(@Nullable ExecutionResult given, Supplier<UUID> newIds) {
        ExecutionResult current = executionResult();
        if (given == null) {
            return current;
        }
        ExecutionResult next =
                given.id() == null ? given.toBuilder().id(current.id()).build() : given;
        boolean isCurrent = Objects.equals(next.id(), current.id());
        return isCurrent ? next.resolved(current).stored(newIds) : next.stored(newIds);
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
        return SessionProgress.of(this).isOverdue(now);
    }

    /** Returns the shortest timeout of its tasks in minutes; 0 for none. */
    int timeout() {
        return SessionProgress.shortest(Stream.of(reloadTask(), userSyncTask(), externalProgramTask())
                .filter(Objects::nonNull)
                .mapToInt(TaskReference::taskSessionTimeout));
    }

    /**
     * Returns this session as aborted because of its timeout.
     *
     * @param at the current time; not null
     * @param newIds generates ids; not null
     * @return the session, changed by the service account, with the reason and the current attempt aborted
     */
    public ExecutionSession abortOnTimeout(Instant at, Supplier<UUID> newIds) {
        return abortOnTimeout(timeout(), at, newIds);
    }

    /**
     * Returns this session as aborted because of a timeout.
     *
     * @param minutes the timeout; positive
     * @param at the current time; not null
     * @param newIds generates ids; not null
     * @return the session, changed by the service account, with the reason and the current attempt aborted
     * @throws IllegalStateException if there is no timeout
     */
    public ExecutionSession abortOnTimeout(int minutes, Instant at, Supplier<UUID> newIds) {
        requireNonNull(at, "at");
        requireNonNull(newIds, "newIds");
        if (minutes <= 0) {
            throw new IllegalStateException("session " + id() + " cannot be overdue");
        }
        String reason = "Aborted: the session is older than its task's taskSessionTimeout of " + minutes + " min";
        ExecutionSessionDraft aborted = content.toBuilder()
                .abortAt(at)
                .abortReason(AbortReason.TIMEOUT)
                .executionResult(executionResult().aborted(at, reason))
                .build();
        return update(aborted, at, Caller.SERVICE, newIds);
    }

    @Override
    public List<ExecutionResultDetail> details() {
        return executionResult().details();
    }

    @Override
    public EntityKind kind() {
        return EntityKind.SESSION;
    }

    /** Returns the id of the content. */
    @Override
    public UUID id() {
        return requireNonNull(content.id(), "content.id");
    }

    /**
     * Returns the scheduler that runs it.
     *
     * @return null when not given
     */
    public @Nullable SchedulerReference executingNode() {
        return content.executingNode();
    }

    /**
     * Returns the result of the current attempt.
     *
     * @return never null, and all its parts have ids
     */
    public ExecutionResult executionResult() {
        return requireNonNull(content.executionResult(), "content.executionResult");
    }

    /**
     * Returns when to abort it, or when it was aborted.
     *
     * @return null for never
     */
    public @Nullable Instant abortAt() {
        return content.abortAt();
    }

    /**
     * Returns why it was aborted.
     *
     * @return never null
     */
    public AbortReason abortReason() {
        return content.abortReason();
    }

    /**
     * Returns the task, if it is a reload.
     *
     * @return null when not
     */
    public @Nullable TaskReference reloadTask() {
        return content.reloadTask();
    }

    /**
     * Returns the task, if it is a user sync.
     *
     * @return null when not
     */
    public @Nullable TaskReference userSyncTask() {
        return content.userSyncTask();
    }

    /**
     * Returns the task, if it is an external program.
     *
     * @return null when not
     */
    public @Nullable TaskReference externalProgramTask() {
        return content.externalProgramTask();
    }

    /**
     * Returns the number of retries.
     *
     * @return not negative
     */
    public int retries() {
        return content.retries();
    }

    /**
     * Returns the user who started it.
     *
     * @return never null, empty when not given
     */
    public String user() {
        return content.user();
    }

    /**
     * Returns the app that it reloads.
     *
     * @return null when none
     */
    public @Nullable AppReference app() {
        return content.app();
    }
}
