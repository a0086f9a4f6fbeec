package org.executionsession.http.support;

import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.query.QueryableProperties;

/** Sessions in a map. */
public final class MapOfSessions extends MapOfEntities<ExecutionSession, ExecutionSessionDraft>
        implements CreateExecutionSession, FindExecutionSessions, UpdateExecutionSession, EndExecutionSession {

    public MapOfSessions() {
        super(QueryableProperties.SESSIONS);
    }

    @Override
    ExecutionSession recorded(ExecutionSessionDraft draft, Caller by) {
        return ExecutionSession.create(draft, NOW, by, UUID::randomUUID);
    }

    @Override
    ExecutionSession changed(ExecutionSession session, ExecutionSessionDraft draft, Caller by) {
        return session.update(draft, NOW, by, UUID::randomUUID);
    }

    @Override
    public void end(UUID id, Caller caller) {
        delete(id, caller);
    }
}
