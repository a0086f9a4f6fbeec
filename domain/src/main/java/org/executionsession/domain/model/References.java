package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What the references in a written entity referred to when the use case looked them up. A store writes the entity only if that has not
 * changed.
 *
 * @param found the results and details that the references refer to, as they were read; not null
 * @param missingResults the ids of references to results that were not stored; not null
 * @param missingDetails the ids of references to details that were not stored; not null
 */
public record References(List<AuditedEntity> found, Set<UUID> missingResults, Set<UUID> missingDetails) {

    /** No references. */
    public static final References NONE = new References(List.of(), Set.of(), Set.of());

    /** Copies the collections. */
    public References {
        found = List.copyOf(requireNonNull(found, "found"));
        missingResults = Set.copyOf(requireNonNull(missingResults, "missingResults"));
        missingDetails = Set.copyOf(requireNonNull(missingDetails, "missingDetails"));
    }

    /**
     * Returns references to stored entities.
     *
     * @param found the results and details, as they were read; not null
     * @return the references; never null
     */
    public static References to(AuditedEntity... found) {
        return new References(List.of(requireNonNull(found, "found")), Set.of(), Set.of());
    }

    /**
     * Returns whether there are no references.
     *
     * @return whether nothing was looked up
     */
    public boolean isEmpty() {
        return found.isEmpty() && missingResults.isEmpty() && missingDetails.isEmpty();
    }
}
