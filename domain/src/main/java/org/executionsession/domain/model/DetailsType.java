package org.executionsession.domain.model;

import static java.util.Map.entry;

/**
 * How serious a detail of a result is.
 *
 * <p>An open enumeration: an unknown number is stored and returned unchanged.
 *
 * @param number the number on the wire
 */
public record DetailsType(int number) implements OpenEnum {

    /** An operation failed. */
    public static final DetailsType ERROR = new DetailsType(0);

    /** A problem that did not cause a failure. */
    public static final DetailsType WARNING = new DetailsType(1);

    /** An event without a problem. */
    public static final DetailsType INFORMATION = new DetailsType(2);

    /** The known values by their names (contract, part 7). */
    public static final KnownValues<DetailsType> KNOWN =
            KnownValues.of(entry("Error", ERROR), entry("Warning", WARNING), entry("Information", INFORMATION));

    @Override
    public KnownValues<DetailsType> known() {
        return KNOWN;
    }

    @Override
    public String toString() {
        return text();
    }
}
