package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The audit fields of a stored entity: when it was created, and when and by whom it was last changed.
 *
 * @param createdDate when it was created, to the millisecond; never null
 * @param modifiedDate when it was last changed, to the millisecond; never null, equal to createdDate until then
 * @param modifiedByUserName the user who created or last changed it, {@code DIR\\user}; never null
 */
public record AuditFields(Instant createdDate, Instant modifiedDate, String modifiedByUserName) {

    /** Rejects null and truncates the dates to milliseconds. */
    public AuditFields {
        createdDate = Defaults.truncated(requireNonNull(createdDate, "createdDate"));
        modifiedDate = Defaults.truncated(requireNonNull(modifiedDate, "modifiedDate"));
        requireNonNull(modifiedByUserName, "modifiedByUserName");
    }

    /**
     * Returns the audit fields of a new entity.
     *
     * @param at when it is created; not null
     * @param by the user who creates it, {@code DIR\\user}; not null
     * @return the audit fields, with the date as createdDate and modifiedDate
     */
    public static AuditFields created(Instant at, String by) {
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        return new AuditFields(at, at, by);
    }

    /**
     * Returns these audit fields after a change of the entity.
     *
     * @param at when it is changed; not null
     * @param by the user who changes it, {@code DIR\\user}; not null
     * @return the same createdDate, and a later modifiedDate: the given date, but at least one millisecond later than before
     */
    public AuditFields modified(Instant at, String by) {
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        return new AuditFields(createdDate, Defaults.after(modifiedDate, at), by);
    }
}
