package org.executionsession.application.internal.memory;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.QueryableProperties;

/** Stores results by their id and the id of their session. */
final class InMemoryResultStore extends InMemoryEntityStore<ExecutionResultEntity> {

    InMemoryResultStore(InMemoryState state) {
        super(state, QueryableProperties.RESULTS, ExecutionResultEntity.class);
    }

    @Override
    Stream<ExecutionResultEntity> all() {
        return state.resultByKey.values().stream()
                .sorted(Comparator.comparing(ExecutionResultEntity::createdDate)
                        .thenComparing(ResultKey::of, ResultKey.ORDER));
    }

    @Override
    void put(ExecutionResultEntity result) {
        state.store(result);
    }

    @Override
    void change(ExecutionResultEntity read, ExecutionResultEntity next) {
        ResultKey key = ResultKey.of(next);
        if (!key.equals(ResultKey.of(read)) && state.resultByKey.containsKey(key)) {
            throw new DuplicateIdException(EntityKind.RESULT, next.id());
        }
        if (!next.equals(read)) {
            state.resultByKey.remove(ResultKey.of(read));
            state.resultByKey.put(key, next);
            state.updated(read, next);
        }
        state.moveLog(ResultKey.of(read), key);
    }

    @Override
    void checkRemovable(ExecutionResultEntity result) {
        sessionOf(result).ifPresent(session -> {
            throw new ResultInUseException(result.id(), session.id());
        });
    }

    /** Returns the session whose current result this is; empty if there is none. */
    Optional<ExecutionSession> sessionOf(ExecutionResultEntity result) {
        return Optional.ofNullable(state.sessionById.get(result.origin().executionId()))
                .filter(session -> session.executionResult().id().equals(result.id()));
    }

    @Override
    void delete(ExecutionResultEntity result) {
        state.remove(result);
    }
}
