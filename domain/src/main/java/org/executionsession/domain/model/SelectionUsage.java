package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stored selections and items, before a selection is added.
 *
 * @param selectionsOfCaller the number of selections of the caller
 * @param itemsOfCaller the number of items in these selections
 * @param selections the number of selections of all callers
 * @param items the number of items in these selections
 */
public record SelectionUsage(long selectionsOfCaller, long itemsOfCaller, long selections, long items) {

    /**
     * Returns whether another selection would exceed a limit.
     *
     * @param added the number of items in the new selection
     * @param limits the limits; not null
     * @return a message about the exceeded limit; empty when none is exceeded
     */
    public Optional<String> exceeded(int added, SelectionLimits limits) {
        requireNonNull(limits, "limits");
        return Stream.of(
                        exceeded(selectionsOfCaller + 1, limits.selectionsPerCaller(), "selections of one caller"),
                        exceeded(
                                itemsOfCaller + added,
                                limits.itemsPerCaller(),
                                "items in the selections of one caller"),
                        exceeded(selections + 1, limits.selections(), "selections of all callers"),
                        exceeded(items + added, limits.items(), "items in the selections of all callers"))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> exceeded(long wanted, int limit, String what) {
        return wanted <= limit
                ? Optional.empty()
                : Optional.of("there may be at most " + limit + " " + what
                        + "; delete selections that are not needed, or wait until some expire");
    }
}
