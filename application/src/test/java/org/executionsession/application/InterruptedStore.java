package org.executionsession.application;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/** A store in which somebody else gets in, once, between the reading and the writing of a change. */
final class InterruptedStore implements ExecutionSessionStore {

    private final ExecutionSessionStore store;
    private Runnable somebodyElse = () -> {};

    InterruptedStore(ExecutionSessionStore store) {
        this.store = store;
    }

    /** What somebody else does before the next request with an idempotency key is written. */
    void beforeTheNextKeyedRequest(Runnable action) {
        somebodyElse = action;
    }

    /** What somebody else does before the next replace. */
    void beforeTheNextReplace(Runnable action) {
        somebodyElse = action;
    }

    /** What somebody else does before the next deletion of what was checked. */
    void beforeTheNextDeletion(Runnable action) {
        somebodyElse = action;
    }

    @Override
    public RecordStore<ExecutionSession> sessions() {
        return new Interrupted<>(store.sessions());
    }

    @Override
    public RecordStore<RecordedResult> results() {
        return new Interrupted<>(store.results());
    }

    @Override
    public RecordStore<RecordedDetail> details() {
        return new Interrupted<>(store.details());
    }

    @Override
    public int forgetResults(Instant before, int most) {
        return store.forgetResults(before, most);
    }

    @Override
    public int removeExpired(Instant now) {
        return store.removeExpired(now);
    }

    @Override
    public SelectionStore selections() {
        return new InterruptedSelections(store.selections());
    }

    private void letIn() {
        Runnable action = somebodyElse;
        somebodyElse = () -> {};
        action.run();
    }

    private final class InterruptedSelections implements SelectionStore {

        private final SelectionStore selections;

        InterruptedSelections(SelectionStore selections) {
            this.selections = selections;
        }

        @Override
        public Optional<KeyedAnswer<UUID>> add(
                Selection selection, KeyedRequest request, SelectionLimits limits, Instant now) {
            if (request != null) {
                letIn();
            }
            return selections.add(selection, request, limits, now);
        }

        @Override
        public Optional<KeyedAnswer<UUID>> findAnswer(KeyedRequest request, Instant now) {
            return selections.findAnswer(request, now);
        }

        @Override
        public Optional<Selection> find(UUID id) {
            return selections.find(id);
        }

        @Override
        public boolean drop(UUID id, Instant countsUntil) {
            return selections.drop(id, countsUntil);
        }
    }

    private final class Interrupted<E extends Recorded> implements RecordStore<E> {

        private final RecordStore<E> records;

        Interrupted(RecordStore<E> records) {
            this.records = records;
        }

        @Override
        public boolean replace(E entity, E read) {
            letIn();
            return records.replace(entity, read);
        }

        @Override
        public void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {
            letIn();
            records.replaceAll(ids, check, change);
        }

        @Override
        public boolean replace(E entity, E read, List<? extends Recorded> references) {
            letIn();
            return records.replace(entity, read, references);
        }

        @Override
        public Optional<KeyedAnswer<E>> addAll(
                List<E> entities, List<? extends Recorded> references, KeyedRequest request, Instant now) {
            letIn();
            return records.addAll(entities, references, request, now);
        }

        @Override
        public void add(E entity) {
            records.add(entity);
        }

        @Override
        public Optional<KeyedAnswer<E>> addAll(List<E> entities, KeyedRequest request, Instant now) {
            letIn();
            return records.addAll(entities, request, now);
        }

        @Override
        public void addAll(List<E> entities) {
            records.addAll(entities);
        }

        @Override
        public Optional<E> find(UUID id) {
            return records.find(id);
        }

        @Override
        public void each(Query<E> query, Consumer<? super E> reader) {
            records.each(query, reader);
        }

        @Override
        public long count(Filter<E> filter) {
            return records.count(filter);
        }

        @Override
        public boolean removeUnchanged(List<E> read) {
            letIn();
            return records.removeUnchanged(read);
        }

        @Override
        public void removeAll(Set<UUID> ids) {
            records.removeAll(ids);
        }

        @Override
        public boolean remove(UUID id) {
            return records.remove(id);
        }
    }
}
