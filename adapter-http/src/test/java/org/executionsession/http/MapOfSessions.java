package org.executionsession.http;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.refusal.IdInUseException;

/** The least that stands behind the adapter: keeps sessions in a map, at an unchanging hour, and checks no rule. */
final class MapOfSessions implements CreateExecutionSession, FindExecutionSessions {

    static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    private final Map<UUID, ExecutionSession> sessions = new ConcurrentHashMap<>();

    @Override
    public ExecutionSession create(ExecutionSessionDraft draft, Caller caller) {
        ExecutionSession session = ExecutionSession.recorded(draft, NOW, caller, UUID::randomUUID);
        if (sessions.putIfAbsent(session.id(), session) != null) {
            throw new IdInUseException(session.id());
        }
        return session;
    }

    @Override
    public Optional<ExecutionSession> find(UUID id, Caller caller) {
        return Optional.ofNullable(sessions.get(id));
    }

    int size() {
        return sessions.size();
    }

    void clear() {
        sessions.clear();
    }
}
