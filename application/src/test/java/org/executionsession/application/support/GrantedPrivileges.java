package org.executionsession.application.support;

import java.util.EnumSet;
import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.outbound.AccessPolicy;

/**
 * A policy by which the owner may do everything, and every other caller only what the test grants.
 *
 * @param granted the privileges of other callers; the test may change them
 */
public record GrantedPrivileges(Set<Privilege> granted) implements AccessPolicy {

    /** The caller who may do everything. */
    public static final Caller OWNER = new Caller("ACME", "owner");

    /** A caller who may do only what is granted. */
    public static final Caller STRANGER = new Caller("ACME", "stranger");

    @Override
    public Set<Privilege> allowed(Caller caller, AuditedEntity entity) {
        return caller.equals(OWNER) ? EnumSet.allOf(Privilege.class) : granted;
    }
}
