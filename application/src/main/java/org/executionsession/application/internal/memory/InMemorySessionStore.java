package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.ChangedProperties;
import org.executionsession.domain.query.QueryableProperties;

/** Stores sessions. A session is read together with its current result. */
final class InMemorySessionStore extends InMemoryEntityStore<ExecutionSession> {

    InMemorySessionStore(InMemoryState state) {
        super(state, QueryableProperties.SESSIONS, ExecutionSession.class);
    }

    @Override
    Stream<ExecutionSession> all() {
        return state.sessionById.values().stream().map(this::withItsResult);
    }

    @Override
    public Optional<ExecutionSession> find(UUID sought) {
        requireNonNull(sought, "id");
        synchronized (state.lock) {
            return Optional.ofNullable(state.sessionById.get(sought)).map(this::withItsResult);
        }
    }

    private ExecutionSession withItsResult(ExecutionSession session) {
        return session.withExecutionResult(
                state.resultByKey.get(ResultKey.of(session)).result());
    }

    @Override
    void checkAddable(ExecutionSession session) {
        ExecutionResultEntity result = ExecutionResultEntity.of(session);
        ExecutionResultEntity stored = state.resultByKey.get(ResultKey.of(session));
        if (stored != null && !stored.allowsNewSession(result)) {
            throw ResultConflictException.alreadyEnded(result.id());
        }
    }

    @Override
    void put(ExecutionSession session) {
        state.changes.record(EntityChange.created(session));
        store(session);
        state.remember(session);
    }

    private void store(ExecutionSession session) {
        state.sessionById.put(session.id(), session);
        ExecutionResultEntity result = ExecutionResultEntity.of(session);
        ExecutionResultEntity before = state.resultByKey.get(ResultKey.of(session));
        state.store(before == null ? result : before.replacedBy(result));
    }

    @Override
    void change(ExecutionSession read, ExecutionSession next) {
        if (!next.equals(read)) {
            state.changes.record(EntityChange.updated(next, ChangedProperties.OF_SESSIONS.between(read, next)));
        }
        store(next);
    }

    @Override
    void delete(ExecutionSession session) {
        if (state.sessionById.remove(session.id()) != null) {
            state.changes.record(EntityChange.deleted(EntityKind.SESSION, session.id(), null));
        }
    }
}
