package org.executionsession.domain.port.outbound;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;

/** Decides what a caller may do. Every use case with a caller calls it. Implementations are thread-safe and fast. */
@FunctionalInterface
public interface AccessPolicy {

    /** Every caller may do everything. */
    AccessPolicy OPEN = new ByCaller(caller -> Collections.unmodifiableSet(EnumSet.allOf(Privilege.class)));

    /**
     * Returns the privileges of a caller for an entity.
     *
     * @param caller the caller; not null
     * @param entity the entity; for a create or an update, as it would be stored; not null
     * @return the privileges; not null
     */
    Set<Privilege> allowed(Caller caller, AuditedEntity entity);

    /**
     * Returns the privileges that a caller has for every entity. If they are known, lists do not evaluate the policy
     * for each entity.
     *
     * @param caller the caller; not null
     * @return the result of {@link #allowed} for every entity; empty, which is the default, when it depends on the
     *     entity
     */
    default Optional<Set<Privilege>> allowedForAll(Caller caller) {
        return Optional.empty();
    }

    /**
     * A policy that depends on the caller alone, not on the entity.
     *
     * @param privileges returns the privileges of a caller; not null, and never returns null
     */
    record ByCaller(Function<Caller, Set<Privilege>> privileges) implements AccessPolicy {

        /** Rejects null. */
        public ByCaller {
            requireNonNull(privileges, "privileges");
        }

        @Override
        public Set<Privilege> allowed(Caller caller, AuditedEntity entity) {
            requireNonNull(caller, "caller");
            requireNonNull(entity, "entity");
            return privileges.apply(caller);
        }

        @Override
        public Optional<Set<Privilege>> allowedForAll(Caller caller) {
            requireNonNull(caller, "caller");
            return Optional.of(privileges.apply(caller));
        }
    }
}
