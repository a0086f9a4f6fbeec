package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;

/**
 * Compares two versions of an entity by its own properties, references and lists.
 *
 * @param <E> the entity
 */
public final class ChangedProperties<E extends AuditedEntity> {

    /** The date of each version differs. */
    private static final String MODIFIED_DATE = "modifiedDate";

    /** Compares sessions. */
    public static final ChangedProperties<ExecutionSession> OF_SESSIONS =
            new ChangedProperties<>(QueryableProperties.SESSIONS);

    /** Compares results. */
    public static final ChangedProperties<ExecutionResultEntity> OF_RESULTS =
            new ChangedProperties<>(QueryableProperties.RESULTS);

    /** Compares tasks. */
    public static final ChangedProperties<Task> OF_TASKS = new ChangedProperties<>(QueryableProperties.TASKS);

    private final List<Property<E>> properties = new ArrayList<>();
    private final List<Association<E>> associations = new ArrayList<>();

    private ChangedProperties(QueryableProperties<E> all) {
        all.properties().stream()
                .filter(property -> isOwn(property) && !property.path().equals(MODIFIED_DATE))
                .forEach(properties::add);
        all.associations().stream().filter(ChangedProperties::isOwn).forEach(associations::add);
    }

    private static boolean isOwn(Attribute<?> attribute) {
        return attribute.path().indexOf('.') < 0;
    }

    /**
     * Returns the names of the properties, references and lists that differ, without {@code modifiedDate}.
     *
     * @param before one version; not null
     * @param after another one; not null
     * @return in the order of the contract
     */
    public Set<String> between(E before, E after) {
        requireNonNull(before, "before");
        requireNonNull(after, "after");
        Set<String> changed = new LinkedHashSet<>();
        for (Property<E> property : properties) {
            if (!Objects.equals(property.value(before), property.value(after))) {
                changed.add(property.path());
            }
        }
        for (Association<E> association : associations) {
            if (!association
                    .values(before)
                    .toList()
                    .equals(association.values(after).toList())) {
                changed.add(association.path());
            }
        }
        return changed;
    }
}
