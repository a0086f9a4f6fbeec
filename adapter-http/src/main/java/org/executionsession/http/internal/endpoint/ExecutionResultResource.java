package org.executionsession.http.internal.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.EntityJson;

/** Results (contract, part 1.2). */
record ExecutionResultResource(UseCases useCases)
        implements EntityResource<ExecutionResultEntity, ExecutionResultDraft> {

    @Override
    public String path() {
        return "/executionresult";
    }

    @Override
    public QueryableProperties<ExecutionResultEntity> queryableProperties() {
        return QueryableProperties.RESULTS;
    }

    @Override
    public EntityJson<ExecutionResultEntity, ExecutionResultDraft> json() {
        return EntityJson.RESULTS;
    }

    @Override
    public UUID idOf(ExecutionResultDraft draft) {
        return draft.result().id();
    }

    @Override
    public FindEntities<ExecutionResultEntity> findEntities() {
        return useCases.executionResults();
    }

    @Override
    public ExecutionResultEntity create(ExecutionResultDraft draft, Caller caller, IdempotencyKey key) {
        return useCases.executionResults().create(draft, caller, key);
    }

    @Override
    public List<ExecutionResultEntity> createAll(List<ExecutionResultDraft> drafts, Caller caller, IdempotencyKey key) {
        return useCases.executionResults().createAll(drafts, caller, key);
    }

    @Override
    public ExecutionResultEntity update(UUID id, ExecutionResultDraft draft, Instant basedOn, Caller caller) {
        return useCases.executionResults().update(id, draft, basedOn, caller);
    }

    @Override
    public void delete(UUID id, Caller caller) {
        useCases.executionResults().delete(id, caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionResultDraft draft, Caller caller) {
        return useCases.evaluatePrivileges().preview(draft, caller);
    }

    @Override
    public ExecutionResultEntity blank(UUID id, Instant date) {
        ExecutionResultDraft draft = new ExecutionResultDraft(ResultOrigin.UNKNOWN, ExecutionResult.of(null));
        return ExecutionResultEntity.create(draft, date, Caller.SERVICE, () -> id);
    }
}
