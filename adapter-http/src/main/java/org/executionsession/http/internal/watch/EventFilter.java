package org.executionsession.http.internal.watch;

import java.util.HashSet;
import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.Attribute;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.ValueKind;

/**
 * The entities of one kind that a stream has.
 *
 * @param <E> the entity
 */
final class EventFilter<E extends AuditedEntity> {

    /** Changes with every update, but is not among the changed properties. */
    private static final String MODIFIED_DATE = "modifiedDate";

    private final EventKind<E> kind;
    private final Filter<E> filter;

    /** The first parts of the paths that the filter compares. */
    private final Set<String> properties = new HashSet<>();

    private boolean comparesText;

    EventFilter(EventKind<E> kind, Filter<E> filter) {
        this.kind = kind;
        this.filter = filter;
        addProperties(filter);
    }

    EventKind<E> kind() {
        return kind;
    }

    int comparisons() {
        return filter.comparisons();
    }

    /** Returns whether it compares a text with a value. Texts can be long; a comparison with null does not read them. */
    boolean comparesText() {
        return comparesText;
    }

    @SuppressWarnings("unchecked") // the entity is of this kind
    boolean matches(AuditedEntity entity) {
        return filter.matches((E) entity);
    }

    /**
     * Returns whether an entity that does not match may have matched before an update.
     *
     * @param changed the changed properties; empty if they are not known
     */
    boolean mayHaveMatched(Set<String> changed) {
        return changed.isEmpty()
                || properties.contains(MODIFIED_DATE)
                || changed.stream().anyMatch(properties::contains);
    }

    private void addProperties(Filter<E> part) {
        if (part instanceof Filter.And<E> and) {
            and.filters().forEach(this::addProperties);
        } else if (part instanceof Filter.Or<E> or) {
            or.filters().forEach(this::addProperties);
        } else if (part instanceof Filter.Comparison<E> comparison) {
            add(comparison.property());
            comparesText |= comparison.property().kind() == ValueKind.TEXT;
        } else if (part instanceof Filter.NullComparison<E> comparison) {
            add(comparison.attribute());
        }
    }

    private void add(Attribute<E> attribute) {
        properties.add(attribute.path().split("\\.", 2)[0]);
    }
}
