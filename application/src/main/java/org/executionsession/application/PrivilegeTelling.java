package org.executionsession.application;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.inbound.TellPrivileges;

/** Asks the policy that the other use cases obey. */
final class PrivilegeTelling implements TellPrivileges {

    private final RecordKeeping.Surroundings surroundings;

    PrivilegeTelling(RecordKeeping.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Set<Action> with(Recorded entity, Caller caller) {
        Set<Action> inOrder = EnumSet.noneOf(Action.class);
        inOrder.addAll(surroundings.policy().allowed(caller, entity));
        return inOrder;
    }

    @Override
    public Optional<Set<Action>> withAny(Caller caller) {
        return surroundings.policy().allowedWithAny(caller);
    }

    @Override
    public Set<Action> preview(ExecutionSessionDraft draft, Caller caller) {
        return with(ExecutionSession.recorded(draft, now(), caller, this::newId), caller);
    }

    @Override
    public Set<Action> preview(ExecutionResultDraft draft, Caller caller) {
        return with(RecordedResult.recorded(draft, now(), caller, this::newId), caller);
    }

    @Override
    public Set<Action> preview(ExecutionResultDetail detail, Caller caller) {
        return with(RecordedDetail.recorded(detail, now(), caller, this::newId), caller);
    }

    private Instant now() {
        return surroundings.clock().instant();
    }

    private UUID newId() {
        return surroundings.newIds().get();
    }
}
