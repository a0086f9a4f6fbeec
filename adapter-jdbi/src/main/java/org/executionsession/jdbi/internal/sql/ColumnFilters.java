package org.executionsession.jdbi.internal.sql;

import java.util.Optional;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Attribute;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;

/** Determines which filters SQL can evaluate with columns. */
final class ColumnFilters {

    /** How many searches in texts a database evaluates for each row before it looks for a cancellation. */
    static final int MAX_SEARCHES = 32;

    private ColumnFilters() {}

    /**
     * Returns whether a filter searches so often in the texts of a row that a database which seldom looks for a cancellation could take many seconds for it. Outside the
     * database, each row can be the last one.
     */
    static boolean searchesMuch(Filter<?> filter) {
        return searches(filter) > MAX_SEARCHES;
    }

    /** Returns how many searches in texts a filter has. */
    static int searches(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            return and.filters().stream().mapToInt(ColumnFilters::searches).sum();
        } else if (filter instanceof Filter.Or<?> or) {
            return or.filters().stream().mapToInt(ColumnFilters::searches).sum();
        }
        return filter instanceof Filter.Comparison<?> comparison
                        && (comparison.operator() == Operator.SO || comparison.operator() == Operator.EW)
                ? 1
                : 0;
    }

    /** Returns whether columns hold all properties of a filter. */
    static boolean isTranslatable(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            return and.filters().stream().allMatch(ColumnFilters::isTranslatable);
        } else if (filter instanceof Filter.Or<?> or) {
            return or.filters().stream().allMatch(ColumnFilters::isTranslatable);
        } else if (filter instanceof Filter.Comparison<?> comparison) {
            return Table.hasColumn(comparison.property());
        } else if (filter instanceof Filter.NullComparison<?> comparison) {
            return witness(comparison.attribute()).isPresent();
        }
        return true;
    }

    /**
     * Returns a property whose column shows whether an attribute is null: for an association, a property that every
     * record has.
     */
    static Optional<? extends Property<?>> witness(Attribute<?> attribute) {
        return attribute instanceof Association<?> association
                ? association.properties().stream()
                        // A property of a record nested below it may be null although the association is not.
                        .filter(property -> property.path().lastIndexOf('.')
                                == association.path().length())
                        .filter(Table::hasColumn)
                        .findFirst()
                : Optional.of((Property<?>) attribute).filter(Table::hasColumn);
    }
}
