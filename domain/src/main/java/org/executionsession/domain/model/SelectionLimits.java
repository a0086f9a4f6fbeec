package org.executionsession.domain.model;

/**
 * How many selections are kept at once, and how many items these hold together. A selection counts until it expires; one
 * that is deleted counts for another minute, since a store needs that long to use its space again.
 *
 * @param selectionsPerCaller the most selections of one caller; positive
 * @param itemsPerCaller the most items in the selections of one caller; positive
 * @param selections the most selections of all callers together; positive
 * @param items the most items in the selections of all callers together; positive
 */
public record SelectionLimits(int selectionsPerCaller, int itemsPerCaller, int selections, int items) {

    /** Leaves room for five of the largest selections of each caller and for twenty of all of them, 16 bytes an item. */
    public static final SelectionLimits DEFAULT =
            new SelectionLimits(500, 5 * Selection.ITEMS_MAX, 2_000, 20 * Selection.ITEMS_MAX);

    /** Keeps as many as there are. */
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
