package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
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
        store(session);
        state.remember(session);
    }

    private void store(ExecutionSession session) {
        state.sessionById.put(session.id(), session);
        ExecutionResultEntity result = ExecutionResultEntity.of(session);
        state.resultByKey.merge(ResultKey.of(session), result, ExecutionResultEntity::replacedBy);
    }

    @Override
    void change(ExecutionSession read, ExecutionSession next) {
        store(next);
    }

    @Override
    void delete(ExecutionSession session) {
        state.sessionById.remove(session.id());
    }
}
