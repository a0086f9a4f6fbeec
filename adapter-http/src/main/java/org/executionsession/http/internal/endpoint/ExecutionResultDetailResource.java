package org.executionsession.http.internal.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.EntityJson;

/** Result details (contract, part 1.2). Their path has two segments, as in QRS. */
record ExecutionResultDetailResource(UseCases useCases)
        implements EntityResource<ExecutionResultDetailEntity, ExecutionResultDetail> {

    @Override
    public String path() {
        return "/executionresult/detail";
    }

    @Override
    public QueryableProperties<ExecutionResultDetailEntity> queryableProperties() {
        return QueryableProperties.DETAILS;
    }

    @Override
    public EntityJson<ExecutionResultDetailEntity, ExecutionResultDetail> json() {
        return EntityJson.DETAILS;
    }

    @Override
    public UUID idOf(ExecutionResultDetail draft) {
        return draft.id();
    }

    @Override
    public FindEntities<ExecutionResultDetailEntity> findEntities() {
        return useCases.executionResultDetails();
    }

    @Override
    public ExecutionResultDetailEntity create(ExecutionResultDetail draft, Caller caller, IdempotencyKey key) {
        return useCases.executionResultDetails().create(draft, caller, key);
    }

    @Override
    public List<ExecutionResultDetailEntity> createAll(
            List<ExecutionResultDetail> drafts, Caller caller, IdempotencyKey key) {
        return useCases.executionResultDetails().createAll(drafts, caller, key);
    }

    @Override
    public ExecutionResultDetailEntity update(UUID id, ExecutionResultDetail draft, Instant basedOn, Caller caller) {
        return useCases.executionResultDetails().update(id, draft, basedOn, caller);
    }

    @Override
    public void delete(UUID id, Caller caller) {
        useCases.executionResultDetails().delete(id, caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionResultDetail draft, Caller caller) {
        return useCases.evaluatePrivileges().preview(draft, caller);
    }

    @Override
    public ExecutionResultDetailEntity blank(UUID id, Instant date) {
        ExecutionResultDetail draft = new ExecutionResultDetail(null, null, null, null);
        return ExecutionResultDetailEntity.create(draft, date, Caller.SERVICE, () -> id);
    }
}
