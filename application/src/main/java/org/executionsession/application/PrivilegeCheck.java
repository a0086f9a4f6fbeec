package org.executionsession.application;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.outbound.AccessPolicy;

/** Checks the privileges of callers with the access policy. */
record PrivilegeCheck(AccessPolicy policy) {

    /** Rejects a caller who lacks a privilege for this kind, before any entity is read. */
    void requireForAll(Caller caller, EntityKind kind, Privilege... privileges) {
        missing(caller, privileges).ifPresent(missing -> {
            throw new AccessDeniedException(missing, kind);
        });
    }

    /** Rejects a caller who lacks a privilege for entities of every kind; the exception names the last privilege. */
    void requireForAnything(Caller caller, Privilege... privileges) {
        missing(caller, privileges).ifPresent(missing -> {
            throw new AccessDeniedException(privileges[privileges.length - 1]);
        });
    }

    /** Returns the first privilege that the caller has for no entity. Empty also if it depends on the entity. */
    private Optional<Privilege> missing(Caller caller, Privilege... privileges) {
        return policy.allowedForAll(caller)
                .flatMap(granted -> Arrays.stream(privileges)
                        .filter(privilege -> !granted.contains(privilege))
                        .findFirst());
    }

    /** Returns whether the caller has the privileges for every entity. False also if that depends on the entity. */
    boolean hasForAll(Caller caller, Privilege... privileges) {
        return policy.allowedForAll(caller)
                .filter(granted -> granted.containsAll(Set.of(privileges)))
                .isPresent();
    }

    boolean allows(Privilege privilege, AuditedEntity entity, Caller caller) {
        return policy.allowed(caller, entity).contains(privilege);
    }

    /** Returns the entity, or rejects the caller. */
    <E extends AuditedEntity> E require(Privilege privilege, E entity, EntityKind kind, Caller caller) {
        if (!allows(privilege, entity, caller)) {
            throw new AccessDeniedException(privilege, kind);
        }
        return entity;
    }
}
