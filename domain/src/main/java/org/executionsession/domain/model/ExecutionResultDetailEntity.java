package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A stored detail with audit fields.
 *
 * @param audit when it was created, and when and by whom it was last changed; never null
 * @param detail the message; never null, and it has an id
 */
public record ExecutionResultDetailEntity(AuditFields audit, ExecutionResultDetail detail) implements AuditedEntity {

    /** Rejects null, and a detail without an id. */
    public ExecutionResultDetailEntity {
        requireNonNull(audit, "audit");
        requireNonNull(detail, "detail");
        requireNonNull(detail.id(), "detail.id");
    }

    @Override
    public List<ExecutionResultDetail> details() {
        return List.of(detail);
    }

    @Override
    public EntityKind kind() {
        return EntityKind.DETAIL;
    }

    /** Returns the id of the detail. */
    @Override
    public UUID id() {
        return requireNonNull(detail.id(), "detail.id");
    }

    /**
     * Creates a detail from a draft; it gets an id if it has none.
     *
     * @param draft the draft; not null and valid
     * @param at the current time; not null
     * @param by the caller; not null
     * @param newIds generates ids; not null
     * @return the detail, created and modified now
     */
    public static ExecutionResultDetailEntity create(
            ExecutionResultDetail draft, Instant at, Caller by, Supplier<UUID> newIds) {
        requireNonNull(draft, "draft");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        requireNonNull(newIds, "newIds");
        return new ExecutionResultDetailEntity(AuditFields.created(at, by.userName()), draft.stored(newIds));
    }

    /**
     * Returns this detail with the values of a draft.
     *
     * @param draft the draft; not null and valid. A reference leaves the detail as it is
     * @param at the current time; not null
     * @param by the caller; not null
     * @return the detail with the same id and a later modifiedDate
     */
    public ExecutionResultDetailEntity update(ExecutionResultDetail draft, Instant at, Caller by) {
        requireNonNull(draft, "draft");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        return new ExecutionResultDetailEntity(
                audit.modified(at, by.userName()), draft.reference() ? detail : draft.withId(id()));
    }
}
