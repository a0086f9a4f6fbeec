package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The operators of filters (contract, part 2.1). */
public enum Operator {
    /** Equal. */
    EQ,
    /** Not equal; like every operator, it does not match if the path leads through a null reference. */
    NE,
    /** Greater. */
    GT,
    /** Greater or equal. */
    GE,
    /** Less. */
    LT,
    /** Less or equal. */
    LE,
    /** Starts with. */
    SW,
    /** Ends with. */
    EW,
    /** Contains: a substring of. */
    SO;

    /**
     * Returns the operator as the contract writes it.
     *
     * @return two lower-case letters
     */
    public String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Looks an operator up.
     *
     * @param symbol two letters, in any case; not null
     * @return empty when there is no such operator
     */
    public static Optional<Operator> of(String symbol) {
        requireNonNull(symbol, "symbol");
        return Stream.of(values())
                .filter(operator -> operator.name().equalsIgnoreCase(symbol))
                .findFirst();
    }
}
