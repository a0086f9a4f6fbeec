package org.executionsession.http.internal.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.EntityJson;

/** Sessions (contract, part 1.1). */
record ExecutionSessionResource(UseCases useCases) implements EntityResource<ExecutionSession, ExecutionSessionDraft> {

    @Override
    public String path() {
        return "/executionsession";
    }

    @Override
    public QueryableProperties<ExecutionSession> queryableProperties() {
        return QueryableProperties.SESSIONS;
    }

    @Override
    public EntityJson<ExecutionSession, ExecutionSessionDraft> json() {
        return EntityJson.SESSIONS;
    }

    @Override
    public UUID idOf(ExecutionSessionDraft draft) {
        return draft.id();
    }

    @Override
    public FindEntities<ExecutionSession> findEntities() {
        return useCases.findExecutionSessions();
    }

    @Override
    public ExecutionSession create(ExecutionSessionDraft draft, Caller caller, IdempotencyKey key) {
        return useCases.createExecutionSession().create(draft, caller, key);
    }

    @Override
    public List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller, IdempotencyKey key) {
        return useCases.createExecutionSession().createAll(drafts, caller, key);
    }

    @Override
    public ExecutionSession update(UUID id, ExecutionSessionDraft draft, Instant basedOn, Caller caller) {
        return useCases.updateExecutionSession().update(id, draft, basedOn, caller);
    }

    @Override
    public void delete(UUID id, Caller caller) {
        useCases.endExecutionSession().end(id, caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionSessionDraft draft, Caller caller) {
        return useCases.evaluatePrivileges().preview(draft, caller);
    }

    @Override
    public ExecutionSession blank(UUID id, Instant date) {
        return ExecutionSession.create(ExecutionSessionDraft.builder().build(), date, Caller.SERVICE, () -> id);
    }
}
