package org.executionsession.domain.model;

import static java.util.Map.entry;

/**
 * How serious a detail of a result is.
 *
 * <p>An open code: a number that is not among the known ones is kept and returned as it came.
 *
 * @param number the number on the wire
 */
public record DetailsType(int number) implements OpenEnum {

    /** Something failed. */
    public static final DetailsType ERROR = new DetailsType(0);

    /** Something is not as it should be. */
    public static final DetailsType WARNING = new DetailsType(1);

    /** Something happened. */
    public static final DetailsType INFORMATION = new DetailsType(2);

    /** The known values by the names of the contract, part 7. */
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
