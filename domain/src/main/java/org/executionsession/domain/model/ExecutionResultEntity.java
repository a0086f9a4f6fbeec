package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A stored result with audit fields. There is one for each attempt, and it is kept after its session is deleted.
 *
 * @param audit when it was created, and when and by whom it was last changed; never null
 * @param origin the session, task, app and scheduler of the result; never null
 * @param result the state of the attempt; never null, and all its parts have ids
 */
public record ExecutionResultEntity(AuditFields audit, ResultOrigin origin, ExecutionResult result)
        implements AuditedEntity {

    /** Rejects null, and a result without an id. */
    public ExecutionResultEntity {
        requireNonNull(audit, "audit");
        requireNonNull(origin, "origin");
        requireNonNull(result, "result");
        requireNonNull(result.id(), "result.id");
    }

    @Override
    public List<ExecutionResultDetail> details() {
        return result.details();
    }

    @Override
    public EntityKind kind() {
        return EntityKind.RESULT;
    }

    /** Returns the id of the result. */
    @Override
    public UUID id() {
        return requireNonNull(result.id(), "result.id");
    }

    /**
     * Creates a result from a draft; missing ids are generated.
     *
     * @param draft the draft; not null and valid
     * @param at the current time; not null
     * @param by the caller; not null
     * @param newIds generates ids; not null
     * @return the result, created and modified now
     */
    public static ExecutionResultEntity create(
            ExecutionResultDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        requireNonNull(draft, "draft");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        requireNonNull(newIds, "newIds");
        return new ExecutionResultEntity(
                AuditFields.created(at, by.userName()),
                draft.origin(),
                draft.result().stored(newIds));
    }

    /**
     * Returns the result of a session's current attempt, as it is stored with the session.
     *
     * @param session the session; not null
     * @return the result, created when the session was last changed
     */
    public static ExecutionResultEntity of(ExecutionSession session) {
        requireNonNull(session, "session");
        return new ExecutionResultEntity(
                AuditFields.created(session.modifiedDate(), session.modifiedByUserName()),
                ResultOrigin.of(session),
                session.executionResult());
    }

    /**
     * Returns this result with the values of a draft.
     *
     * @param draft the draft; not null and valid. Missing values of the origin keep their values, and the session of a
     *     result does not change. References to this result or its details are replaced by the stored values
     * @param at the current time; not null
     * @param by the caller; not null
     * @param newIds generates ids; not null
     * @return the result with the same id and a later modifiedDate
     */
    public ExecutionResultEntity update(ExecutionResultDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        requireNonNull(draft, "draft");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        requireNonNull(newIds, "newIds");
        return new ExecutionResultEntity(
                audit.modified(at, by.userName()),
                origin.update(draft.origin()),
                draft.result().toBuilder().id(id()).build().resolved(result).stored(newIds));
    }

    /**
     * Returns this result with the values that its session now has. Missing values of the origin keep their values.
     *
     * @param next the result of the session, with the same id; not null
     * @return the result, created when this one was, with a later modifiedDate; this result itself when nothing changes
     */
    public ExecutionResultEntity replacedBy(ExecutionResultEntity next) {
        requireNonNull(next, "next");
        ResultOrigin nextOrigin = origin.update(next.origin);
        if (next.result.equals(result) && nextOrigin.equals(origin)) {
            return this;
        }
        return new ExecutionResultEntity(
                audit.modified(next.modifiedDate(), next.modifiedByUserName()), nextOrigin, next.result);
    }

    /**
     * Returns whether a new session may start with this result. A result that has ended is final: a late retry of the
     * request that creates the session must not replace it.
     *
     * @param next the result of the new session, with the same id; not null
     * @return true when this result has not ended, or equals the result of the new session
     */
    public boolean allowsNewSession(ExecutionResultEntity next) {
        requireNonNull(next, "next");
        return !TaskExecutionStatus.TERMINAL.contains(result.status()) || next.result.equals(result);
    }

    /**
     * Returns this result with other details.
     *
     * @param details the details, all with ids; not null
     * @param at the time of the change; not null
     * @param by the user who changes it, {@code DIR\\user}; not null
     * @return the result, with its details sorted by date and a later modifiedDate
     */
    public ExecutionResultEntity withDetails(List<ExecutionResultDetail> details, Instant at, String by) {
        requireNonNull(details, "details");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        ExecutionResult changed = result.toBuilder().details(details).build().stored(() -> {
            throw new IllegalArgumentException("a detail has no id");
        });
        return new ExecutionResultEntity(audit.modified(at, by), origin, changed);
    }

    /**
     * Returns whether a change of single details may lead to these ones. Otherwise a result of many details could grow without a limit by
     * small changes.
     *
     * @param next all details after the change; not null
     * @return false when their messages would be larger than before and than {@link ExecutionResult#GROWTH_MAX_BYTES}
     */
    public boolean allowsDetails(List<ExecutionResultDetail> next) {
        requireNonNull(next, "next");
        long bytes =
                next.stream().mapToLong(ExecutionResultDetail::messageBytes).sum();
        return bytes <= ExecutionResult.GROWTH_MAX_BYTES || bytes <= result.messageBytes();
    }

    /**
     * Returns whether the result is older than a date.
     *
     * @param date a date; not null
     * @return true when it was last changed before the date, and did not start later either
     */
    public boolean isOlderThan(Instant date) {
        requireNonNull(date, "date");
        return modifiedDate().isBefore(date)
                && (result.startTime() == null || result.startTime().isBefore(date));
    }

    /**
     * Returns the details as entities with the audit fields of this result.
     *
     * @return in the order of the details
     */
    public Stream<ExecutionResultDetailEntity> detailEntities() {
        return result.details().stream().map(detail -> new ExecutionResultDetailEntity(audit, detail));
    }
}
