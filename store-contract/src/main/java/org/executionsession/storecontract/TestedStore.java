package org.executionsession.storecontract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.jspecify.annotations.Nullable;

/** The store under test, for all parts of the suite. */
interface TestedStore {

    /** Returns an open store, always the same one within a test; it may contain entities of other tests. */
    ExecutionSessionStore storeUnderTest();

    default EntityStore<ExecutionSession> sessions() {
        return storeUnderTest().sessions();
    }

    default EntityStore<ExecutionResultEntity> results() {
        return storeUnderTest().results();
    }

    default EntityStore<ExecutionResultDetailEntity> details() {
        return storeUnderTest().details();
    }

    default EntityStore<Task> tasks() {
        return storeUnderTest().tasks();
    }

    default SelectionStore selections() {
        return storeUnderTest().selections();
    }

    /** Adds a selection, without limits. */
    default void addSelection(Selection selection, Instant now) {
        addSelection(selection, null, now);
    }

    /** Adds a selection for a request, without limits. */
    default Optional<StoredResponse<UUID>> addSelection(
            Selection selection, @Nullable IdempotentRequest request, Instant now) {
        return selections().add(selection, request, SelectionLimits.NONE, now);
    }

    /** Returns all results of a session, by id, even if the session has ended. */
    default List<ExecutionResultEntity> resultsOf(UUID session) {
        return all(results(), isOf(session));
    }

    static Filter<ExecutionResultEntity> isOf(UUID session) {
        return new Filter.Comparison<>(
                QueryableProperties.RESULTS.find("executionID").orElseThrow(), Operator.EQ, session);
    }

    static <E extends AuditedEntity> List<E> all(EntityStore<E> store, Filter<E> filter) {
        List<E> all = new ArrayList<>();
        store.forEach(Query.of(filter, List.of()), all::add);
        return all;
    }
}
