package org.executionsession.domain.model;

import java.util.Optional;

/**
 * A value of an enumeration (contract, part 7). The set is open: a client may send a number that this version
 * has no name for, and it is stored unchanged.
 */
public sealed interface OpenEnum
        permits AbortReason, AppAvailabilityStatus, DetailsType, TaskExecutionStatus, TaskType {

    /**
     * Returns the number in requests and responses.
     *
     * @return any 32-bit number
     */
    int number();

    /**
     * Returns the known values of this enumeration.
     *
     * @return never null
     */
    KnownValues<? extends OpenEnum> known();

    /**
     * Returns the contract's name for this value.
     *
     * @return empty for a number that has no name
     */
    default Optional<String> name() {
        return known().nameOf(number());
    }

    /**
     * Returns the value for messages.
     *
     * @return its name and number, such as {@code Reload(0)}; the number alone when it has no name
     */
    default String text() {
        return name().map(name -> name + "(" + number() + ")").orElseGet(() -> String.valueOf(number()));
    }
}
