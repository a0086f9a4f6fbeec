package org.executionsession.domain.model;

/**
 * The limits on stored selections and their items. A selection counts until it expires. A deleted one counts for
 * another minute, because a store needs that long to reuse its space.
 *
 * @param selectionsPerCaller the maximum number of selections of one caller; positive
 * @param itemsPerCaller the maximum number of items in the selections of one caller; positive
 * @param selections the maximum number of selections of all callers together; positive
 * @param items the maximum number of items in the selections of all callers together; positive
 */
public record SelectionLimits(int selectionsPerCaller, int itemsPerCaller, int selections, int items) {

    /**
     * The default limits: five of the largest selections of one caller, and twenty of all callers; a stored item takes
     * 17 bytes.
     */
    public static final SelectionLimits DEFAULT =
            new SelectionLimits(500, 5 * Selection.ITEMS_MAX, 2_000, 20 * Selection.ITEMS_MAX);

    /** No limits. */
    public static final SelectionLimits NONE =
            new SelectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /**
     * Rejects limits that are not positive.
     *
     * @throws IllegalArgumentException when a limit is not positive
     */
    public SelectionLimits {
        if (selectionsPerCaller < 1 || itemsPerCaller < 1 || selections < 1 || items < 1) {
            throw new IllegalArgumentException("limits of selections must be positive");
        }
    }
}
