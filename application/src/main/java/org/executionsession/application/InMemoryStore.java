package org.executionsession.application;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.refusal.IdInUseException;

/** Keeps sessions for as long as it is referenced; it passes the same contract suite as the databases. */
final class InMemoryStore implements ExecutionSessionStore {

    private final ConcurrentMap<UUID, ExecutionSession> sessions = new ConcurrentHashMap<>();

    @Override
    public void add(ExecutionSession session) {
        if (sessions.putIfAbsent(session.id(), session) != null) {
            throw new IdInUseException(session.id());
        }
    }

    @Override
    public Optional<ExecutionSession> find(UUID id) {
        return Optional.ofNullable(sessions.get(id));
    }
}
