package org.executionsession.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.IdempotencyKey;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.port.inbound.FindRecords;
import org.executionsession.domain.query.Catalogue;

/** Results, contract part 1.2. */
record ResultFamily(ExecutionSessionHttpServer.Ports ports)
        implements RecordFamily<RecordedResult, ExecutionResultDraft> {

    @Override
    public String path() {
        return "/executionresult";
    }

    @Override
    public Catalogue<RecordedResult> catalogue() {
        return Catalogue.RESULTS;
    }

    @Override
    public ExecutionResultDraft draft(JsonObject json) {
        return ExecutionResultReader.draft(json);
    }

    @Override
    public UUID idOf(ExecutionResultDraft draft) {
        return draft.result().id();
    }

    @Override
    public void full(RecordedResult result, List<String> privileges, JsonGenerator json) throws IOException {
        ExecutionResultWriter.full(result, privileges, json);
    }

    @Override
    public void condensed(RecordedResult result, List<String> privileges, JsonGenerator json) throws IOException {
        ExecutionResultWriter.condensed(result, privileges, json);
    }

    @Override
    public FindRecords<RecordedResult> records() {
        return ports.executionResults();
    }

    @Override
    public RecordedResult create(ExecutionResultDraft draft, Caller caller, IdempotencyKey key) {
        return ports.executionResults().create(draft, caller, key);
    }

    @Override
    public List<RecordedResult> createAll(List<ExecutionResultDraft> drafts, Caller caller, IdempotencyKey key) {
        return ports.executionResults().createAll(drafts, caller, key);
    }

    @Override
    public RecordedResult update(UUID id, ExecutionResultDraft draft, Instant basedOn, Caller caller) {
        return ports.executionResults().update(id, draft, basedOn, caller);
    }

    @Override
    public void delete(UUID id, Caller caller) {
        ports.executionResults().delete(id, caller);
    }

    @Override
    public Set<Action> preview(ExecutionResultDraft draft, Caller caller) {
        return ports.tellPrivileges().preview(draft, caller);
    }

    @Override
    public RecordedResult blank(UUID id, Instant date) {
        ExecutionResultDraft draft = new ExecutionResultDraft(ResultOrigin.UNKNOWN, ExecutionResult.of(null));
        return RecordedResult.recorded(draft, date, Caller.SERVICE, () -> id);
    }
}
