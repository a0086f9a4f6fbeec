package org.executionsession.http;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.port.inbound.TellPrivileges;

/** The user {@code guest} may only read, {@code nobody} may do nothing; everybody else may do everything. */
final class MapOfPrivileges implements TellPrivileges {

    static Set<Action> allowed(Caller caller) {
        return switch (caller.userId()) {
            case "guest" -> EnumSet.of(Action.READ);
            case "nobody" -> EnumSet.noneOf(Action.class);
            default -> EnumSet.allOf(Action.class);
        };
    }

    @Override
    public Optional<Set<Action>> withAny(Caller caller) {
        return Optional.of(allowed(caller));
    }

    @Override
    public Set<Action> with(Recorded entity, Caller caller) {
        return allowed(caller);
    }

    @Override
    public Set<Action> preview(ExecutionSessionDraft draft, Caller caller) {
        return allowed(caller);
    }

    @Override
    public Set<Action> preview(ExecutionResultDraft draft, Caller caller) {
        return allowed(caller);
    }

    @Override
    public Set<Action> preview(ExecutionResultDetail detail, Caller caller) {
        return allowed(caller);
    }
}
