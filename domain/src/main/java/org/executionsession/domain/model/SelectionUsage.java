package org.executionsession.domain.model;

import org.executionsession.domain.refusal.LimitExceededException;

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
     * Refuses a selection for which there is no room.
     *
     * @param added the items of the selection
     * @param limits how much may be kept; not null
     * @throws LimitExceededException when one of the limits would be exceeded
     */
    public void checkRoom(int added, SelectionLimits limits) {
        check(selectionsOfCaller + 1, limits.selectionsPerCaller(), "selections of one caller");
        check(itemsOfCaller + added, limits.itemsPerCaller(), "items in the selections of one caller");
        check(selections + 1, limits.selections(), "selections of all callers");
        check(items + added, limits.items(), "items in the selections of all callers");
    }

    private static void check(long wanted, int limit, String what) {
        if (wanted > limit) {
            throw new LimitExceededException("there may be at most " + limit + " " + what
                    + "; drop selections that are not needed, or wait until some expire");
        }
    }
}
