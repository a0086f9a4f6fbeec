package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
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
import org.executionsession.http.internal.json.ExecutionResultDetailReader;
import org.executionsession.http.internal.json.ExecutionResultDetailWriter;
import org.executionsession.http.internal.json.JsonReader;

/** Result details, contract, part 1.2. Their path has two segments, as in QRS. */
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
    public ExecutionResultDetail draft(JsonReader json) {
        return ExecutionResultDetailReader.draft(json);
    }

    @Override
    public UUID idOf(ExecutionResultDetail draft) {
        return draft.id();
    }

    @Override
    public void full(ExecutionResultDetailEntity detail, List<String> privileges, JsonGenerator json)
            throws IOException {
        ExecutionResultDetailWriter.full(detail, privileges, json);
    }

    @Override
    public void condensed(ExecutionResultDetailEntity detail, List<String> privileges, JsonGenerator json)
            throws IOException {
        ExecutionResultDetailWriter.condensed(detail.detail(), privileges, json);
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
