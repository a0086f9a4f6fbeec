package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.query.Catalogue;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Query;

/** What the parts of the contract suite share: the store that they are about. */
interface StoreUnderTest {

    /** An open store, the same within one test; it may hold what other tests have left there. */
    ExecutionSessionStore storeUnderTest();

    default RecordStore<ExecutionSession> sessions() {
        return storeUnderTest().sessions();
    }

    default RecordStore<RecordedResult> results() {
        return storeUnderTest().results();
    }

    default RecordStore<RecordedDetail> details() {
        return storeUnderTest().details();
    }

    default SelectionStore selections() {
        return storeUnderTest().selections();
    }

    /** Adds a selection, without limits. */
    default void pick(Selection selection, Instant now) {
        pick(selection, null, now);
    }

    /** Adds a selection for a request, without limits. */
    default Optional<KeyedAnswer<UUID>> pick(Selection selection, KeyedRequest request, Instant now) {
        return selections().add(selection, request, SelectionLimits.NONE, now);
    }

    /** All results of a session, ended or not, by id. */
    default List<RecordedResult> resultsOf(UUID session) {
        return all(results(), isOf(session));
    }

    static Filter<RecordedResult> isOf(UUID session) {
        return new Filter.Comparison<>(Catalogue.RESULTS.find("executionID").orElseThrow(), Operator.EQ, session);
    }

    static <E extends Recorded> List<E> all(RecordStore<E> store, Filter<E> filter) {
        List<E> all = new ArrayList<>();
        store.each(Query.of(filter, List.of()), all::add);
        return all;
    }
}
