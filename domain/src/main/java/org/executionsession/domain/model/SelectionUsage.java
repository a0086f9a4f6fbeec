package org.executionsession.domain.model;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is kept before a selection is added.
 *
 * @param selectionsOfCaller the selections of its caller
 * @param itemsOfCaller the items in these
 * @param selections the selections of all callers
 * @param items the items in these
 */
public record SelectionUsage(long selectionsOfCaller, long itemsOfCaller, long selections, long items) {

    /**
     * Whether there is room for another selection.
     *
     * @param added the items of the selection
     * @param limits how much may be kept; not null
     * @return which limit would be exceeded; empty when there is room
     */
    public Optional<String> exceeded(int added, SelectionLimits limits) {
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
                        + "; drop selections that are not needed, or wait until some expire");
    }
}
