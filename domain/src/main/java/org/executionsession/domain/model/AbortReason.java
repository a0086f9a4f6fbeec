package org.executionsession.domain.model;

import static java.util.Map.entry;

/**
 * Why an execution was aborted.
 *
 * <p>An open enumeration: an unknown number is stored and returned unchanged.
 *
 * @param number the number on the wire
 */
public record AbortReason(int number) implements OpenEnum {

    /** Not aborted, or the reason is unknown. */
    public static final AbortReason UNDEFINED = new AbortReason(0);

    /** A user stopped it. */
    public static final AbortReason MANUAL = new AbortReason(1);

    /** It ran longer than its task allows. */
    public static final AbortReason TIMEOUT = new AbortReason(2);

    /** Its task was deleted while it ran. */
    public static final AbortReason DELETED_TASK = new AbortReason(3);

    /** The known values by their names (contract, part 7). */
    public static final KnownValues<AbortReason> KNOWN = KnownValues.of(
            entry("Undefined", UNDEFINED),
            entry("Manual", MANUAL),
            entry("Timeout", TIMEOUT),
            entry("DeletedTask", DELETED_TASK));

    @Override
    public KnownValues<AbortReason> known() {
        return KNOWN;
    }

    @Override
    public String toString() {
        return text();
    }
}
