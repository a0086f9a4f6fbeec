package org.executionsession.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.IdempotencyKey;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.port.inbound.FindRecords;
import org.executionsession.domain.query.Catalogue;

/** The details of results, which QRS serves under a name with a slash, contract part 1.2. */
record DetailFamily(ExecutionSessionHttpServer.Ports ports)
        implements RecordFamily<RecordedDetail, ExecutionResultDetail> {

    @Override
    public String path() {
        return "/executionresult/detail";
    }

    @Override
    public Catalogue<RecordedDetail> catalogue() {
        return Catalogue.DETAILS;
    }

    @Override
    public ExecutionResultDetail draft(JsonObject json) {
        return ExecutionResultDetailReader.draft(json);
    }

    @Override
    public UUID idOf(ExecutionResultDetail draft) {
        return draft.id();
    }

    @Override
    public void full(RecordedDetail detail, List<String> privileges, JsonGenerator json) throws IOException {
        ExecutionResultDetailWriter.full(detail, privileges, json);
    }

    @Override
    public void condensed(RecordedDetail detail, List<String> privileges, JsonGenerator json) throws IOException {
        ExecutionResultDetailWriter.condensed(detail.detail(), privileges, json);
    }

    @Override
    public FindRecords<RecordedDetail> records() {
        return ports.executionResultDetails();
    }

    @Override
    public RecordedDetail create(ExecutionResultDetail draft, Caller caller, IdempotencyKey key) {
        return ports.executionResultDetails().create(draft, caller, key);
    }

    @Override
    public List<RecordedDetail> createAll(List<ExecutionResultDetail> drafts, Caller caller, IdempotencyKey key) {
        return ports.executionResultDetails().createAll(drafts, caller, key);
    }

    @Override
    public RecordedDetail update(UUID id, ExecutionResultDetail draft, Instant basedOn, Caller caller) {
        return ports.executionResultDetails().update(id, draft, basedOn, caller);
    }

    @Override
    public void delete(UUID id, Caller caller) {
        ports.executionResultDetails().delete(id, caller);
    }

    @Override
    public Set<Action> preview(ExecutionResultDetail draft, Caller caller) {
        return ports.tellPrivileges().preview(draft, caller);
    }

    @Override
    public RecordedDetail blank(UUID id, Instant date) {
        ExecutionResultDetail draft = new ExecutionResultDetail(null, null, null, null);
        return RecordedDetail.recorded(draft, date, Caller.SERVICE, () -> id);
    }
}
