package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A result as an entity of its own. It outlives its session; there is one an attempt.
 *
 * @param createdDate when it was recorded, to the millisecond; never null
 * @param modifiedDate when it was last changed, to the millisecond; never null
 * @param modifiedByUserName who recorded or last changed it, {@code DIR\\user}; never null
 * @param origin what it is the result of; never null
 * @param result how the attempt stands or ended; never null, and all its parts have ids
 */
public record ExecutionResultEntity(
        Instant createdDate,
        Instant modifiedDate,
        String modifiedByUserName,
        ResultOrigin origin,
        ExecutionResult result)
        implements AuditedEntity {

    /** Rejects null and cuts the dates to milliseconds. */
    public ExecutionResultEntity {
        createdDate = Defaults.instant(requireNonNull(createdDate, "createdDate"));
        modifiedDate = Defaults.instant(requireNonNull(modifiedDate, "modifiedDate"));
        requireNonNull(modifiedByUserName, "modifiedByUserName");
        requireNonNull(origin, "origin");
        requireNonNull(result, "result");
        requireNonNull(result.id(), "result.id");
    }

    /** The id is that of the result itself. */
    @Override
    public UUID id() {
        return result.id();
    }

    /**
     * The result that comes of a draft; it keeps the ids that the draft gives and gets new ones where it gives none.
     *
     * @param draft what the caller says; not null and valid
     * @param at now; not null
     * @param by who says it; not null
     * @param newIds makes ids; not null
     * @return the result, created and modified now
     */
    public static ExecutionResultEntity create(
            ExecutionResultDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return new ExecutionResultEntity(
                at, at, by.userName(), draft.origin(), draft.result().recorded(newIds));
    }

    /**
     * The result of a session's try in hand, as it is recorded with the session.
     *
     * @param session the session; not null
     * @return the result, created when the session was last changed
     */
    public static ExecutionResultEntity of(ExecutionSession session) {
        return new ExecutionResultEntity(
                session.modifiedDate(),
                session.modifiedDate(),
                session.modifiedByUserName(),
                ResultOrigin.of(session),
                session.executionResult());
    }

    /**
     * This result, changed.
     *
     * @param draft what the caller says now; not null and valid. What it does not give of the origin stays, and a result
     *     stays that of its session. A reference to what this result holds, or to itself, stands for that
     * @param at now; not null
     * @param by who says it; not null
     * @param newIds makes ids; not null
     * @return the result with the same id and a later modifiedDate
     */
    public ExecutionResultEntity update(ExecutionResultDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return new ExecutionResultEntity(
                createdDate,
                Defaults.after(modifiedDate, at),
                by.userName(),
                origin.changed(draft.origin()),
                draft.result().toBuilder().id(id()).build().resolved(result).recorded(newIds));
    }

    /**
     * This result, as its session says it now. What the session does not say of the origin stays.
     *
     * @param next the result with the same id as the session records it; not null
     * @return the result, created when this one was, with a later modifiedDate; this result itself when next says nothing new
     */
    public ExecutionResultEntity replacedBy(ExecutionResultEntity next) {
        ResultOrigin nextOrigin = origin.changed(next.origin);
        if (next.result.equals(result) && nextOrigin.equals(origin)) {
            return this;
        }
        return new ExecutionResultEntity(
                createdDate,
                Defaults.after(modifiedDate, next.modifiedDate),
                next.modifiedByUserName,
                nextOrigin,
                next.result);
    }

    /**
     * Whether a session that is new may begin with this result. One that stands at an end is history, which the first word of
     * a session, perhaps sent again after all is over, does not replace.
     *
     * @param said the result with the same id as the new session says it; not null
     * @return true when this has not ended, or is what the session says
     */
    public boolean allowsNewSession(ExecutionResultEntity said) {
        return !TaskExecutionStatus.TERMINAL.contains(result.status()) || said.result.equals(result);
    }

    /**
     * This result with other details.
     *
     * @param details the details, all with ids; not null
     * @param at when that is changed; not null
     * @param by who changes it, {@code DIR\\user}; not null
     * @return the result, with its details in the order of their dates and a later modifiedDate
     */
    public ExecutionResultEntity withDetails(List<ExecutionResultDetail> details, Instant at, String by) {
        ExecutionResult changed = result.toBuilder().details(details).build().recorded(() -> {
            throw new IllegalArgumentException("a detail has no id");
        });
        return new ExecutionResultEntity(createdDate, Defaults.after(modifiedDate, at), by, origin, changed);
    }

    /**
     * Whether it is of long ago.
     *
     * @param date a date; not null
     * @return true when it was last changed before the date, and did not start later either
     */
    public boolean isOlderThan(Instant date) {
        return modifiedDate.isBefore(date)
                && (result.startTime() == null || result.startTime().isBefore(date));
    }

    /**
     * Its details as entities: each is recorded and changed with its result.
     *
     * @return in the order of the details
     */
    public Stream<ExecutionResultDetailEntity> detailEntities() {
        return result.details().stream()
                .map(detail -> new ExecutionResultDetailEntity(createdDate, modifiedDate, modifiedByUserName, detail));
    }
}
