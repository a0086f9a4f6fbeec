package org.executionsession.application;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.port.outbound.EntityStore;
import org.jspecify.annotations.Nullable;

/** Implements the use cases of sessions. */
final class ExecutionSessionService extends EntityService<ExecutionSession, ExecutionSessionDraft>
        implements CreateExecutionSession, FindExecutionSessions, UpdateExecutionSession, EndExecutionSession {

    /** The property of a draft that has the result. */
    private static final List<String> RESULT = List.of("executionResult");

    ExecutionSessionService(EntityStore<ExecutionSession> store, ServiceContext context) {
        super(EntityKind.SESSION, store, context);
    }

    @Override
    ExecutionSessionDraft resolved(
            ExecutionSessionDraft draft, @Nullable ExecutionSession session, ReferenceResolver.OfRequest references) {
        ExecutionResult given = draft.executionResult();
        if (given == null) {
            return draft;
        }
        ExecutionResult resolved = session == null
                ? references.resolved(given, draft.id(), null, RESULT)
                : references.resolved(given, session.id(), session.executionResult(), RESULT);
        return resolved == given ? draft : draft.withExecutionResult(resolved);
    }

    @Override
    ExecutionSession newEntity(ExecutionSessionDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return ExecutionSession.create(draft, at, by, newIds);
    }

    @Override
    ExecutionSession updatedEntity(
            ExecutionSession session, ExecutionSessionDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return session.update(draft, at, by, newIds);
    }

    @Override
    public void end(UUID id, Caller caller) {
        delete(id, caller);
    }
}
