package org.executionsession.application;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.query.Catalogue;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.StillReferencedException;

/**
 * Keeps everything for as long as it is referenced; it passes the same contract suite as the databases. One lock guards
 * it all: it is for tests, where plain is better than fast.
 */
final class InMemoryStore implements ExecutionSessionStore {

    private final Object lock = new Object();
    private final Map<UUID, ExecutionSession> sessionById = new LinkedHashMap<>();
    private final Map<ResultKey, RecordedResult> resultByKey = new LinkedHashMap<>();
    private final Map<UUID, RecordedDetail> detailWithoutResult = new LinkedHashMap<>();
    private final Map<UUID, Selection> selectionById = new HashMap<>();

    private final Sessions sessions = new Sessions();
    private final Results results = new Results();
    private final Details details = new Details();
    private final KeptSelections selections = new KeptSelections();

    /** What tells results apart: recorders use the same ids again for the results of other sessions. */
    private record ResultKey(UUID id, UUID executionId) {

        static ResultKey of(RecordedResult result) {
            return new ResultKey(result.id(), result.origin().executionId());
        }

        static ResultKey of(ExecutionSession session) {
            return new ResultKey(session.executionResult().id(), session.id());
        }
    }

    @Override
    public RecordStore<ExecutionSession> sessions() {
        return sessions;
    }

    @Override
    public RecordStore<RecordedResult> results() {
        return results;
    }

    @Override
    public RecordStore<RecordedDetail> details() {
        return details;
    }

    @Override
    public SelectionStore selections() {
        return selections;
    }

    /** What is done with every kind alike. */
    private abstract sealed class Records<E extends Recorded> implements RecordStore<E>
            permits Sessions, Results, Details {

        private final EntityKind kind;
        private final Property<E> id;

        Records(Catalogue<E> catalogue) {
            this.kind = catalogue.kind();
            this.id = catalogue.id();
        }

        /** Of entities with the same id, the one recorded last comes first. */
        abstract Stream<E> all();

        abstract void put(E entity);

        @Override
        public void add(E entity) {
            addAll(List.of(entity));
        }

        @Override
        public void addAll(List<E> entities) {
            synchronized (lock) {
                Set<UUID> ids = new HashSet<>();
                for (E entity : entities) {
                    if (!ids.add(entity.id()) || find(entity.id()).isPresent()) {
                        throw new IdInUseException(kind, entity.id());
                    }
                }
                entities.forEach(this::put);
            }
        }

        @Override
        public Optional<E> find(UUID sought) {
            synchronized (lock) {
                return all().filter(entity -> entity.id().equals(sought)).findFirst();
            }
        }

        @Override
        public void each(Query<E> query, Consumer<? super E> reader) {
            List<E> found;
            synchronized (lock) {
                found = all().filter(query.filter()::matches)
                        .sorted(query.comparator(id))
                        .skip(query.skip())
                        .limit(query.take())
                        .toList();
            }
            found.forEach(reader);
        }

        @Override
        public long count(Filter<E> filter) {
            synchronized (lock) {
                return all().filter(filter::matches).count();
            }
        }
    }

    private final class Sessions extends Records<ExecutionSession> {

        Sessions() {
            super(Catalogue.SESSIONS);
        }

        @Override
        Stream<ExecutionSession> all() {
            return sessionById.values().stream().map(this::withItsResult);
        }

        @Override
        public Optional<ExecutionSession> find(UUID sought) {
            synchronized (lock) {
                return Optional.ofNullable(sessionById.get(sought)).map(this::withItsResult);
            }
        }

        private ExecutionSession withItsResult(ExecutionSession session) {
            return session.withExecutionResult(
                    resultByKey.get(ResultKey.of(session)).result());
        }

        @Override
        void put(ExecutionSession session) {
            sessionById.put(session.id(), session);
            RecordedResult result = RecordedResult.of(session);
            resultByKey.merge(ResultKey.of(session), result, RecordedResult::replacedBy);
        }

        @Override
        public boolean replace(ExecutionSession session, Instant seen) {
            synchronized (lock) {
                ExecutionSession stored = sessionById.get(session.id());
                if (stored == null || !stored.modifiedDate().equals(seen)) {
                    return false;
                }
                put(session);
                return true;
            }
        }

        @Override
        public boolean remove(UUID id) {
            synchronized (lock) {
                return sessionById.remove(id) != null;
            }
        }
    }

    private final class Results extends Records<RecordedResult> {

        Results() {
            super(Catalogue.RESULTS);
        }

        @Override
        Stream<RecordedResult> all() {
            return resultByKey.values().stream()
                    .sorted(Comparator.comparing(RecordedResult::createdDate).reversed());
        }

        @Override
        void put(RecordedResult result) {
            resultByKey.put(ResultKey.of(result), result);
        }

        @Override
        public boolean replace(RecordedResult result, Instant seen) {
            synchronized (lock) {
                RecordedResult stored = find(result.id()).orElse(null);
                if (stored == null || !stored.modifiedDate().equals(seen)) {
                    return false;
                }
                resultByKey.remove(ResultKey.of(stored));
                put(result);
                return true;
            }
        }

        @Override
        public boolean remove(UUID id) {
            synchronized (lock) {
                RecordedResult result = find(id).orElse(null);
                if (result == null) {
                    return false;
                }
                ExecutionSession session = sessionById.get(result.origin().executionId());
                if (session != null && session.executionResult().id().equals(id)) {
                    throw new StillReferencedException(id, session.id());
                }
                resultByKey.remove(ResultKey.of(result));
                return true;
            }
        }
    }

    private final class Details extends Records<RecordedDetail> {

        Details() {
            super(Catalogue.DETAILS);
        }

        @Override
        Stream<RecordedDetail> all() {
            return Stream.concat(
                            detailWithoutResult.values().stream(),
                            resultByKey.values().stream().flatMap(RecordedResult::recordedDetails))
                    .sorted(Comparator.comparing(RecordedDetail::createdDate).reversed());
        }

        @Override
        void put(RecordedDetail detail) {
            detailWithoutResult.put(detail.id(), detail);
        }

        @Override
        public boolean replace(RecordedDetail detail, Instant seen) {
            synchronized (lock) {
                RecordedDetail stored = find(detail.id()).orElse(null);
                if (stored == null || !stored.modifiedDate().equals(seen)) {
                    return false;
                }
                if (detailWithoutResult.replace(detail.id(), stored, detail)) {
                    return true;
                }
                RecordedResult result = holding(stored);
                List<ExecutionResultDetail> next =
                        new ArrayList<>(result.result().details());
                next.set(next.indexOf(stored.detail()), detail.detail());
                results.put(result.withDetails(next, detail.modifiedDate(), detail.modifiedByUserName()));
                return true;
            }
        }

        @Override
        public boolean remove(UUID id) {
            synchronized (lock) {
                RecordedDetail stored = find(id).orElse(null);
                if (stored == null) {
                    return false;
                }
                if (!detailWithoutResult.remove(id, stored)) {
                    RecordedResult result = holding(stored);
                    List<ExecutionResultDetail> rest =
                            new ArrayList<>(result.result().details());
                    rest.remove(stored.detail());
                    results.put(result.withDetails(rest, result.modifiedDate(), result.modifiedByUserName()));
                }
                return true;
            }
        }

        private RecordedResult holding(RecordedDetail detail) {
            return results.all()
                    .filter(result -> result.recordedDetails().anyMatch(detail::equals))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private final class KeptSelections implements SelectionStore {

        @Override
        public void add(Selection selection, Instant now) {
            synchronized (lock) {
                selectionById.values().removeIf(kept -> !now.isBefore(kept.expires()));
                selectionById.put(selection.id(), selection);
            }
        }

        @Override
        public Optional<Selection> find(UUID id) {
            synchronized (lock) {
                return Optional.ofNullable(selectionById.get(id));
            }
        }

        @Override
        public boolean remove(UUID id) {
            synchronized (lock) {
                return selectionById.remove(id) != null;
            }
        }
    }
}
