package org.executionsession.bootstrap.internal.operations;

import java.util.List;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;

/** Counts created sessions. A session that is returned again for a repeated request is also counted. */
final class MeteredCreateExecutionSession implements CreateExecutionSession {

    private final CreateExecutionSession creations;
    private final Metrics metrics;

    MeteredCreateExecutionSession(CreateExecutionSession creations, Metrics metrics) {
        this.creations = creations;
        this.metrics = metrics;
    }

    @Override
    public ExecutionSession create(ExecutionSessionDraft draft, Caller caller, IdempotencyKey key) {
        ExecutionSession session = creations.create(draft, caller, key);
        metrics.created(1);
        return session;
    }

    @Override
    public List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller, IdempotencyKey key) {
        List<ExecutionSession> sessions = creations.createAll(drafts, caller, key);
        metrics.created(sessions.size());
        return sessions;
    }
}
