package org.executionsession.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.IdempotencyKey;
import org.executionsession.domain.port.inbound.FindRecords;
import org.executionsession.domain.query.Catalogue;

/** Sessions, contract part 1.1. */
record SessionFamily(ExecutionSessionHttpServer.Ports ports)
        implements RecordFamily<ExecutionSession, ExecutionSessionDraft> {

    @Override
    public String path() {
        return "/executionsession";
    }

    @Override
    public Catalogue<ExecutionSession> catalogue() {
        return Catalogue.SESSIONS;
    }

    @Override
    public ExecutionSessionDraft draft(JsonObject json) {
        return ExecutionSessionReader.draft(json);
    }

    @Override
    public UUID idOf(ExecutionSessionDraft draft) {
        return draft.id();
    }

    @Override
    public void full(ExecutionSession session, List<String> privileges, JsonGenerator json) throws IOException {
        ExecutionSessionWriter.full(session, privileges, json);
    }

    @Override
    public void condensed(ExecutionSession session, List<String> privileges, JsonGenerator json) throws IOException {
        ExecutionSessionWriter.condensed(session, privileges, json);
    }

    @Override
    public FindRecords<ExecutionSession> records() {
        return ports.findExecutionSessions();
    }

    @Override
    public ExecutionSession create(ExecutionSessionDraft draft, Caller caller, IdempotencyKey key) {
        return ports.createExecutionSession().create(draft, caller, key);
    }

    @Override
    public List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller, IdempotencyKey key) {
        return ports.createExecutionSession().createAll(drafts, caller, key);
    }

    @Override
    public ExecutionSession update(UUID id, ExecutionSessionDraft draft, Instant basedOn, Caller caller) {
        return ports.updateExecutionSession().update(id, draft, basedOn, caller);
    }

    @Override
    public void delete(UUID id, Caller caller) {
        ports.endExecutionSession().end(id, caller);
    }

    @Override
    public Set<Action> preview(ExecutionSessionDraft draft, Caller caller) {
        return ports.tellPrivileges().preview(draft, caller);
    }

    @Override
    public ExecutionSession blank(UUID id, Instant date) {
        return ExecutionSession.recorded(ExecutionSessionDraft.builder().build(), date, Caller.SERVICE, () -> id);
    }
}
