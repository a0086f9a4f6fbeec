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

/**
 * Decides who may do what. Every use case on behalf of a caller asks; implementations are safe for use by many threads and
 * quick.
 */
@FunctionalInterface
public interface AccessPolicy {

    /** Every caller may do everything. */
    AccessPolicy OPEN = new ByCaller(caller -> Collections.unmodifiableSet(EnumSet.allOf(Privilege.class)));

    /**
     * What a caller may do with an entity.
     *
     * @param caller who; not null
     * @param entity with what; of one that is to be recorded or changed, as it would be; not null
     * @return the actions; not null
     */
    Set<Privilege> allowed(Caller caller, AuditedEntity entity);

    /**
     * What a caller may do with an entity, whichever it is. Where this is known, lists need not ask for each entity.
     *
     * @param caller who; not null
     * @return what {@link #allowed} would return for every entity; empty, as it is unless a policy says otherwise, when that
     *     depends on the entity
     */
    default Optional<Set<Privilege>> allowedForAll(Caller caller) {
        return Optional.empty();
    }

    /**
     * A policy to which it does not matter with what something is done.
     *
     * @param privileges what each caller may do; not null, and returns no null
     */
    record ByCaller(Function<Caller, Set<Privilege>> privileges) implements AccessPolicy {

        /** Rejects null. */
        public ByCaller {
            requireNonNull(privileges, "privileges");
        }

        @Override
        public Set<Privilege> allowed(Caller caller, AuditedEntity entity) {
            return privileges.apply(caller);
        }

        @Override
        public Optional<Set<Privilege>> allowedForAll(Caller caller) {
            return Optional.of(privileges.apply(caller));
        }
    }
}
