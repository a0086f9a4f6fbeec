package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The changes of which a subscription is notified.
 *
 * @param type the type of the entities; never null
 * @param entityId the only entity; null for all entities of the type
 * @param filter the filter that a created or updated entity must match, in the syntax of QRS; the empty text for all. It does not apply to
 *     deleted entities
 * @param changeTypes the types of changes; never empty
 * @param propertyName the property that an update must change, or one that it must not change alone, with {@code !} before it; the empty
 *     text for any property. It applies to updates only
 */
public record NotificationScope(
        NotifiedType type, @Nullable UUID entityId, String filter, Set<ChangeType> changeTypes, String propertyName) {

    /** What begins a property name that is excluded. */
    private static final String EXCEPT = "!";

    /**
     * Rejects null, and copies the types of changes.
     *
     * @throws IllegalArgumentException if there is no type of changes
     */
    public NotificationScope {
        requireNonNull(type, "type");
        requireNonNull(filter, "filter");
        requireNonNull(propertyName, "propertyName");
        if (requireNonNull(changeTypes, "changeTypes").isEmpty()) {
            throw new IllegalArgumentException("a subscription needs a type of changes");
        }
        changeTypes = Collections.unmodifiableSet(EnumSet.copyOf(changeTypes));
    }

    /**
     * Returns the scope of all changes of the entities of a type.
     *
     * @param type the type; not null
     * @return the scope
     */
    public static NotificationScope of(NotifiedType type) {
        return new NotificationScope(requireNonNull(type, "type"), null, "", EnumSet.allOf(ChangeType.class), "");
    }

    /**
     * Returns this scope with one entity.
     *
     * @param id the entity; null for all
     * @return the scope
     */
    public NotificationScope withEntity(@Nullable UUID id) {
        return new NotificationScope(type, id, filter, changeTypes, propertyName);
    }

    /**
     * Returns this scope with a filter.
     *
     * @param text the filter; not null
     * @return the scope
     */
    public NotificationScope withFilter(String text) {
        return new NotificationScope(type, entityId, requireNonNull(text, "text"), changeTypes, propertyName);
    }

    /**
     * Returns this scope with types of changes.
     *
     * @param types the types; not null, not empty
     * @return the scope
     */
    public NotificationScope withChangeTypes(Set<ChangeType> types) {
        return new NotificationScope(type, entityId, filter, requireNonNull(types, "types"), propertyName);
    }

    /**
     * Returns this scope with a property.
     *
     * @param name its name, or {@code !} and its name; not null
     * @return the scope
     */
    public NotificationScope withPropertyName(String name) {
        return new NotificationScope(type, entityId, filter, changeTypes, requireNonNull(name, "name"));
    }

    /**
     * Returns the name of the property without the exclamation mark.
     *
     * @return the empty text for any property
     */
    public String property() {
        return isExcluding() ? propertyName.substring(EXCEPT.length()) : propertyName;
    }

    /**
     * Returns whether the property is one that an update must not change alone.
     *
     * @return true if an exclamation mark is before its name
     */
    public boolean isExcluding() {
        return propertyName.startsWith(EXCEPT);
    }

    /**
     * Returns whether a change may be in this scope, going by what the change feed says. The filter and the type of a task are not checked.
     *
     * @param change the change; not null
     * @return false if it is not
     */
    public boolean mayContain(EntityChange change) {
        requireNonNull(change, "change");
        return change.kind() == type.kind()
                && changeTypes.contains(change.type())
                && (entityId == null || entityId.equals(change.id()))
                && hasProperty(change);
    }

    /** If the changed properties of an update are not known, it may have changed each of them. */
    private boolean hasProperty(EntityChange change) {
        if (propertyName.isEmpty()
                || change.type() != ChangeType.UPDATE
                || change.properties().isEmpty()) {
            return true;
        }
        String property = property();
        return isExcluding()
                ? change.properties().stream().anyMatch(changed -> !changed.equalsIgnoreCase(property))
                : change.properties().stream().anyMatch(property::equalsIgnoreCase);
    }
}
