package org.executionsession.application.internal.watch;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/**
 * Selects the changes that a caller may see. If the privileges depend on the entity, the changed entities are read. A change of an entity that
 * has been deleted since is then left out; its deletion follows. Deletions are always included: nobody can know any more who was allowed to read
 * the entity.
 */
public record ReadableChanges(ExecutionSessionStore store, AccessPolicy policy) {

    /** Returns the changes of some kinds that a caller may see. */
    public List<Change> select(Collection<Change> changes, Set<EntityKind> kinds, Caller caller) {
        List<Change> ofKinds = changes.stream()
                .filter(change -> kinds.contains(change.entity().kind()))
                .toList();
        if (policy.allowedForAll(caller).isPresent()) {
            // A caller who may read nothing was rejected before.
            return ofKinds;
        }
        Set<Change> readable = new HashSet<>();
        for (EntityKind kind : kinds) {
            List<Change> ofKind = ofKinds.stream()
                    .filter(change -> change.entity().kind() == kind)
                    .toList();
            Set<UUID> ids = new HashSet<>();
            for (Change change : ofKind) {
                if (change.entity().type() == ChangeType.DELETE) {
                    readable.add(change);
                } else {
                    ids.add(change.entity().id());
                }
            }
            if (!ids.isEmpty()) {
                addReadable(store(kind), ids, ofKind, caller, readable);
            }
        }
        return ofKinds.stream().filter(readable::contains).toList();
    }

    private <E extends AuditedEntity> void addReadable(
            EntityStore<E> entities, Set<UUID> ids, List<Change> changes, Caller caller, Set<Change> readable) {
        entities.forEach(Query.of(new Filter.OneOf<>(ids), List.of()), entity -> {
            if (policy.allowed(caller, entity).contains(Privilege.READ)) {
                changes.stream()
                        .filter(change -> change.entity().concerns(entity))
                        .forEach(readable::add);
            }
        });
    }

    private EntityStore<? extends AuditedEntity> store(EntityKind kind) {
        return switch (kind) {
            case SESSION -> store.sessions();
            case RESULT -> store.results();
            case DETAIL -> store.details();
            case TASK -> store.tasks();
        };
    }
}
