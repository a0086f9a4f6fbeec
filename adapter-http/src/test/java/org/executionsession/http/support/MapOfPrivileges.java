package org.executionsession.http.support;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;

/** The user {@code guest} may only read, {@code nobody} may do nothing; everybody else may do everything. */
final class MapOfPrivileges implements EvaluatePrivileges {

    static Set<Privilege> allowed(Caller caller) {
        return switch (caller.userId()) {
            case "guest" -> EnumSet.of(Privilege.READ);
            case "nobody" -> EnumSet.noneOf(Privilege.class);
            default -> EnumSet.allOf(Privilege.class);
        };
    }

    @Override
    public Optional<Set<Privilege>> allowedForAll(Caller caller) {
        return Optional.of(allowed(caller));
    }

    @Override
    public Set<Privilege> evaluate(AuditedEntity entity, Caller caller) {
        return allowed(caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionSessionDraft draft, Caller caller) {
        return allowed(caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionResultDraft draft, Caller caller) {
        return allowed(caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionResultDetail detail, Caller caller) {
        return allowed(caller);
    }
}
