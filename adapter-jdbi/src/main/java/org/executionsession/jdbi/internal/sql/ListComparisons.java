package org.executionsession.jdbi.internal.sql;

import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Property;

/** Determines how often a filter compares the elements of lists. */
final class ListComparisons {

    private ListComparisons() {}

    /** Returns whether a filter compares the elements of a list with a value. */
    static boolean isOfElement(Filter<?> filter) {
        return filter instanceof Filter.Comparison<?> comparison
                && comparison.property().toMany();
    }

    /** Returns how many subqueries of lists a filter needs. The operands of a disjunction share one. */
    static int subqueries(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            return and.filters().stream().mapToInt(ListComparisons::subqueries).sum();
        } else if (filter instanceof Filter.Or<?> or) {
            return (or.filters().stream().anyMatch(ListComparisons::isOfElement) ? 1 : 0)
                    + or.filters().stream()
                            .filter(operand -> !isOfElement(operand))
                            .mapToInt(ListComparisons::subqueries)
                            .sum();
        } else if (filter instanceof Filter.NullComparison<?> comparison) {
            return comparison.attribute() instanceof Association<?> association && association.toMany()
                            || comparison.attribute() instanceof Property<?> property && property.toMany()
                    ? 1
                    : 0;
        }
        return isOfElement(filter) ? 1 : 0;
    }
}
