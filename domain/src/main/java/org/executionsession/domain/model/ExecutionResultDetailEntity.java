package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A stored detail with audit fields.
 *
 * @param createdDate when it was created, to the millisecond; never null
 * @param modifiedDate when it was last changed, to the millisecond; never null
 * @param modifiedByUserName the user who created or last changed it, {@code DIR\\user}; never null
 * @param detail the message; never null, and it has an id
 */
public record ExecutionResultDetailEntity(
        Instant createdDate, Instant modifiedDate, String modifiedByUserName, ExecutionResultDetail detail)
        implements AuditedEntity {

    /** Rejects null and truncates the dates to milliseconds. */
    public ExecutionResultDetailEntity {
        createdDate = Defaults.truncated(requireNonNull(createdDate, "createdDate"));
        modifiedDate = Defaults.truncated(requireNonNull(modifiedDate, "modifiedDate"));
        requireNonNull(modifiedByUserName, "modifiedByUserName");
        requireNonNull(detail, "detail");
        requireNonNull(detail.id(), "detail.id");
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
        return new ExecutionResultDetailEntity(at, at, by.userName(), draft.recorded(newIds));
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
                createdDate,
                Defaults.after(modifiedDate, at),
                by.userName(),
                draft.reference() ? detail : draft.withId(id()));
    }
}
