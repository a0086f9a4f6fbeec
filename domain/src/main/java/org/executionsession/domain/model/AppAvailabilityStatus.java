package org.executionsession.domain.model;

import static java.util.Map.entry;

/**
 * Whether an app can be opened at the location of the caller.
 *
 * <p>An open enumeration: an unknown number is stored and returned unchanged.
 *
 * @param number the number on the wire
 */
public record AppAvailabilityStatus(int number) implements OpenEnum {

    /** Not determined; the value in ordinary responses. */
    public static final AppAvailabilityStatus NOT_APPLICABLE = new AppAvailabilityStatus(0);

    /** It can be opened. */
    public static final AppAvailabilityStatus AVAILABLE = new AppAvailabilityStatus(1);

    /** A route is configured but none is up. */
    public static final AppAvailabilityStatus NO_ACTIVE_ROUTE = new AppAvailabilityStatus(2);

    /** No route leads to it. */
    public static final AppAvailabilityStatus NO_CONFIGURED_ROUTE = new AppAvailabilityStatus(3);

    /** Its content has not arrived yet. */
    public static final AppAvailabilityStatus NOT_SYNCED = new AppAvailabilityStatus(4);

    /** It must be migrated first. */
    public static final AppAvailabilityStatus NOT_MIGRATED = new AppAvailabilityStatus(5);

    /** The known values by their names (contract, part 7). */
    public static final KnownValues<AppAvailabilityStatus> KNOWN = KnownValues.of(
            entry("NotApplicable", NOT_APPLICABLE),
            entry("Available", AVAILABLE),
            entry("NoActiveRoute", NO_ACTIVE_ROUTE),
            entry("NoConfiguredRoute", NO_CONFIGURED_ROUTE),
            entry("NotSynced", NOT_SYNCED),
            entry("NotMigrated", NOT_MIGRATED));

    @Override
    public KnownValues<AppAvailabilityStatus> known() {
        return KNOWN;
    }

    @Override
    public String toString() {
        return text();
    }
}
