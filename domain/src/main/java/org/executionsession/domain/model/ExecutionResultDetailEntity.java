package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A detail as an entity of its own.
 *
 * @param createdDate when it was recorded, to the millisecond; never null
 * @param modifiedDate when it was last changed, to the millisecond; never null
 * @param modifiedByUserName who recorded or last changed it, {@code DIR\\user}; never null
 * @param detail the message; never null, and it has an id
 */
public record ExecutionResultDetailEntity(
        Instant createdDate, Instant modifiedDate, String modifiedByUserName, ExecutionResultDetail detail)
        implements AuditedEntity {

    /** Rejects null and cuts the dates to milliseconds. */
    public ExecutionResultDetailEntity {
        createdDate = Defaults.instant(requireNonNull(createdDate, "createdDate"));
        modifiedDate = Defaults.instant(requireNonNull(modifiedDate, "modifiedDate"));
        requireNonNull(modifiedByUserName, "modifiedByUserName");
        requireNonNull(detail, "detail");
        requireNonNull(detail.id(), "detail.id");
    }

    /** The id is that of the detail itself. */
    @Override
    public UUID id() {
        return detail.id();
    }

    /**
     * The detail that comes of what a caller says; it gets an id when it has none.
     *
     * @param said the detail; not null and valid
     * @param at now; not null
     * @param by who says it; not null
     * @param newIds makes ids; not null
     * @return the detail, created and modified now
     */
    public static ExecutionResultDetailEntity create(
            ExecutionResultDetail said, Instant at, Caller by, Supplier<UUID> newIds) {
        return new ExecutionResultDetailEntity(at, at, by.userName(), said.recorded(newIds));
    }

    /**
     * This detail, changed.
     *
     * @param said what the caller says now; not null and valid; a reference leaves what is recorded
     * @param at now; not null
     * @param by who says it; not null
     * @return the detail with the same id and a later modifiedDate
     */
    public ExecutionResultDetailEntity update(ExecutionResultDetail said, Instant at, Caller by) {
        return new ExecutionResultDetailEntity(
                createdDate,
                Defaults.after(modifiedDate, at),
                by.userName(),
                said.reference() ? detail : said.withId(id()));
    }
}
