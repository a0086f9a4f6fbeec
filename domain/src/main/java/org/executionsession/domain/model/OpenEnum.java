package org.executionsession.domain.model;

import java.util.Optional;

/**
 * A value of one of the contract's enumerations, part 7. The set is open: whoever records an execution may use a
 * number that this version has no name for, and it is kept.
 */
public sealed interface OpenEnum
        permits AbortReason, AppAvailabilityStatus, DetailsType, TaskExecutionStatus, TaskType {

    /**
     * The value as it travels on the wire.
     *
     * @return any 32-bit number
     */
    int number();

    /**
     * The known values of this enumeration.
     *
     * @return never null
     */
    KnownValues<? extends OpenEnum> known();

    /**
     * The contract's name for this value.
     *
     * @return empty for a number that has no name
     */
    default Optional<String> name() {
        return known().nameOf(number());
    }

    /**
     * The value for people.
     *
     * @return its name and number, such as {@code Reload(0)}; the number alone when it has no name
     */
    default String text() {
        return name().map(name -> name + "(" + number() + ")").orElseGet(() -> String.valueOf(number()));
    }
}
