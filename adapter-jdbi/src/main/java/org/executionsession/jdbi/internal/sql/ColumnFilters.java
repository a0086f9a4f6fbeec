package org.executionsession.jdbi.internal.sql;

import java.util.Optional;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Attribute;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Property;

/** Determines which filters SQL can evaluate with columns. */
final class ColumnFilters {

    private ColumnFilters() {}

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
