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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.SelectionUsage;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;

/**
 * Keeps everything for as long as it is referenced; it passes the same contract suite as the databases. One lock guards
 * it all: it is for tests, where plain is better than fast.
 */
final class InMemoryStore implements ExecutionSessionStore {

    private final Object lock = new Object();
    private final Map<UUID, ExecutionSession> sessionById = new LinkedHashMap<>();
    private final Map<ResultKey, ExecutionResultEntity> resultByKey = new LinkedHashMap<>();
    private final Map<UUID, ExecutionResultDetailEntity> detailWithoutResult = new LinkedHashMap<>();
    private final Map<UUID, Selection> selectionById = new HashMap<>();
    private final Map<UUID, Selection> droppedSelectionById = new HashMap<>();
    private final Map<Fingerprint, Remembered> requestByKey = new HashMap<>();

    private final Sessions sessions = new Sessions();
    private final Results results = new Results();
    private final Details details = new Details();
    private final KeptSelections selections = new KeptSelections();

    /** What tells results apart: recorders use the same ids again for the results of other sessions. */
    private record ResultKey(UUID id, UUID executionId) {

        /** Stands for "no session" and "no result". */
        private static final UUID NONE = new UUID(0, 0);

        static final ResultKey NO_RESULT = new ResultKey(NONE, NONE);

        /** By their digits; the JDK compares the halves of ids as signed numbers. */
        static final Comparator<ResultKey> ORDER = Comparator.comparing((ResultKey key) -> key.id.toString())
                .thenComparing(key -> key.executionId.toString());

        static ResultKey of(ExecutionResultEntity result) {
            UUID execution = result.origin().executionId();
            return new ResultKey(result.id(), execution == null ? NONE : execution);
        }

        static ResultKey of(ExecutionSession session) {
            return new ResultKey(session.executionResult().id(), session.id());
        }
    }

    /** A request with an idempotency key, and what was made for it. */
    private record Remembered(IdempotentRequest request, List<?> made) {

        <E> StoredResponse<E> answer(Class<E> type) {
            return new StoredResponse<>(
                    request.content(),
                    made.stream().filter(type::isInstance).map(type::cast).toList());
        }
    }

    /** What was made for a request with the same key, if that has not expired. */
    private <E> Optional<StoredResponse<E>> before(IdempotentRequest request, Instant now, Class<E> type) {
        removeExpiredRequests(now);
        return Optional.ofNullable(requestByKey.get(request.key())).map(remembered -> remembered.answer(type));
    }

    @Override
    public int removeExpired(Instant now) {
        synchronized (lock) {
            int before = requestByKey.size() + selectionById.size() + droppedSelectionById.size();
            removeExpiredRequests(now);
            removeExpiredSelections(now);
            return before - requestByKey.size() - selectionById.size() - droppedSelectionById.size();
        }
    }

    private void removeExpiredRequests(Instant now) {
        requestByKey.values().removeIf(remembered -> !now.isBefore(remembered.request.expires()));
    }

    private void removeExpiredSelections(Instant now) {
        selectionById.values().removeIf(kept -> !now.isBefore(kept.expires()));
        droppedSelectionById.values().removeIf(kept -> !now.isBefore(kept.expires()));
    }

    @Override
    public EntityStore<ExecutionSession> sessions() {
        return sessions;
    }

    @Override
    public EntityStore<ExecutionResultEntity> results() {
        return results;
    }

    @Override
    public EntityStore<ExecutionResultDetailEntity> details() {
        return details;
    }

    @Override
    public SelectionStore selections() {
        return selections;
    }

    @Override
    public int forgetResults(Instant before, int most) {
        synchronized (lock) {
            List<ExecutionResultEntity> forgotten = results.all()
                    .filter(result -> result.isOlderThan(before))
                    .filter(result -> results.sessionOf(result)
                            .filter(session -> !TaskExecutionStatus.ENDS.contains(
                                            result.result().status())
                                    || !session.modifiedDate().isBefore(before))
                            .isEmpty())
                    .limit(most)
                    .toList();
            for (ExecutionResultEntity result : forgotten) {
                results.sessionOf(result).ifPresent(sessions::delete);
                results.delete(result);
            }
            return forgotten.size();
        }
    }

    /** Puts back what there was when an action fails. */
    private void allOrNothing(Runnable action) {
        Map<UUID, ExecutionSession> sessionsBefore = new LinkedHashMap<>(sessionById);
        Map<ResultKey, ExecutionResultEntity> resultsBefore = new LinkedHashMap<>(resultByKey);
        Map<UUID, ExecutionResultDetailEntity> detailsBefore = new LinkedHashMap<>(detailWithoutResult);
        try {
            action.run();
        } catch (RuntimeException failure) {
            restore(sessionById, sessionsBefore);
            restore(resultByKey, resultsBefore);
            restore(detailWithoutResult, detailsBefore);
            throw failure;
        }
    }

    private static <K, V> void restore(Map<K, V> map, Map<K, V> before) {
        map.clear();
        map.putAll(before);
    }

    /** Whether what entities refer to is as it was read; throws when it belongs elsewhere. */
    private boolean isAsRead(AuditedEntity reference, List<? extends AuditedEntity> by) {
        if (reference instanceof ExecutionResultEntity result) {
            UUID execution = result.origin().executionId();
            if (execution != null && by.stream().noneMatch(entity -> entity.id().equals(execution))) {
                throw ResultConflictException.elsewhere(EntityKind.RESULT, result.id());
            }
            return result.equals(resultByKey.get(ResultKey.of(result)));
        }
        if (!detailWithoutResult.containsKey(reference.id())) {
            throw ResultConflictException.elsewhere(EntityKind.DETAIL, reference.id());
        }
        return reference.equals(detailWithoutResult.get(reference.id()));
    }

    private static EntityKind kindOf(AuditedEntity reference) {
        return reference instanceof ExecutionResultDetailEntity ? EntityKind.DETAIL : EntityKind.RESULT;
    }

    /** Takes what belonged to nothing out of its place, to be in that which refers to it. */
    private void take(AuditedEntity reference, List<? extends AuditedEntity> by) {
        if (reference instanceof ExecutionResultEntity result) {
            if (result.origin().executionId() == null) {
                ExecutionSession session = by.stream()
                        .map(ExecutionSession.class::cast)
                        .filter(one -> one.executionResult().id().equals(result.id()))
                        .findFirst()
                        .orElseThrow();
                ExecutionResultEntity taken = result.replacedBy(ExecutionResultEntity.of(session));
                if (resultByKey.putIfAbsent(ResultKey.of(taken), taken) != null) {
                    throw new DuplicateIdException(EntityKind.RESULT, result.id());
                }
                resultByKey.remove(ResultKey.of(result));
            }
        } else {
            detailWithoutResult.remove(reference.id());
        }
    }

    /** What is done with every kind alike. */
    private abstract sealed class Records<E extends AuditedEntity> implements EntityStore<E>
            permits Sessions, Results, Details {

        private final EntityKind kind;
        private final Property<E> id;
        private final Class<E> type;

        Records(QueryableProperties<E> catalogue, Class<E> type) {
            this.kind = catalogue.kind();
            this.type = type;
            this.id = catalogue.id();
        }

        /** Those with the same id in their order. */
        abstract Stream<E> all();

        abstract void put(E entity);

        /** Puts an entity where the one that was read is. */
        abstract void change(E read, E next);

        /** Throws when a new entity contradicts what is recorded. */
        void checkAddable(E entity) {}

        /** Throws when the entity cannot go. */
        void checkRemovable(E entity) {}

        abstract void delete(E entity);

        @Override
        public void add(E entity) {
            addAll(List.of(entity));
        }

        @Override
        public Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now) {
            return addAll(entities, List.of(), request, now);
        }

        @Override
        public void addAll(List<E> entities) {
            addAll(entities, List.of(), null, null);
        }

        @Override
        public Optional<StoredResponse<E>> addAll(
                List<E> entities, List<? extends AuditedEntity> references, IdempotentRequest request, Instant now) {
            synchronized (lock) {
                Optional<StoredResponse<E>> before = request == null ? Optional.empty() : before(request, now, type);
                if (before.isEmpty()) {
                    Set<UUID> ids = new HashSet<>();
                    for (E entity : entities) {
                        if (!ids.add(entity.id()) || find(entity.id()).isPresent()) {
                            throw new DuplicateIdException(kind, entity.id());
                        }
                    }
                    references.forEach(reference -> {
                        if (!isAsRead(reference, entities)) {
                            throw new VersionConflictException(kindOf(reference), reference.id());
                        }
                    });
                    entities.stream()
                            .sorted(Comparator.comparing(AuditedEntity::id))
                            .forEach(this::checkAddable);
                    references.forEach(reference -> take(reference, entities));
                    entities.forEach(this::put);
                    if (request != null) {
                        requestByKey.put(request.key(), new Remembered(request, entities));
                    }
                }
                return before;
            }
        }

        @Override
        public Optional<E> find(UUID sought) {
            synchronized (lock) {
                return all().filter(entity -> entity.id().equals(sought))
                        .reduce((one, next) -> next.createdDate().isBefore(one.createdDate()) ? one : next);
            }
        }

        @Override
        public boolean replace(E entity, E read) {
            return replace(entity, read, List.of());
        }

        @Override
        public boolean replace(E entity, E read, List<? extends AuditedEntity> references) {
            synchronized (lock) {
                boolean asRead = find(entity.id()).filter(read::equals).isPresent()
                        && references.stream().allMatch(reference -> isAsRead(reference, List.of(entity)));
                if (asRead) {
                    references.forEach(reference -> take(reference, List.of(entity)));
                    change(read, entity);
                }
                return asRead;
            }
        }

        @Override
        public void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {
            synchronized (lock) {
                ids.forEach(sought -> find(sought).ifPresent(check));
                allOrNothing(() ->
                        ids.forEach(sought -> find(sought).ifPresent(read -> change(read, change.apply(read)))));
            }
        }

        @Override
        public boolean remove(UUID sought) {
            synchronized (lock) {
                Optional<E> found = find(sought);
                found.ifPresent(this::checkRemovable);
                found.ifPresent(this::delete);
                return found.isPresent();
            }
        }

        @Override
        public void removeAll(Set<UUID> ids) {
            synchronized (lock) {
                List<E> found =
                        ids.stream().map(this::find).flatMap(Optional::stream).toList();
                found.forEach(this::checkRemovable);
                ids.forEach(this::remove);
            }
        }

        @Override
        public boolean removeUnchanged(List<E> read) {
            synchronized (lock) {
                boolean unchanged = read.stream()
                        .allMatch(entity ->
                                find(entity.id()).filter(entity::equals).isPresent());
                if (unchanged) {
                    removeAll(read.stream().map(AuditedEntity::id).collect(Collectors.toSet()));
                }
                return unchanged;
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
            super(QueryableProperties.SESSIONS, ExecutionSession.class);
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
        void checkAddable(ExecutionSession session) {
            ExecutionResultEntity said = ExecutionResultEntity.of(session);
            ExecutionResultEntity stored = resultByKey.get(ResultKey.of(session));
            if (stored != null && !stored.mayBeginAs(said)) {
                throw ResultConflictException.ended(
                        said.id(), stored.result().status().number());
            }
        }

        @Override
        void put(ExecutionSession session) {
            sessionById.put(session.id(), session);
            ExecutionResultEntity result = ExecutionResultEntity.of(session);
            resultByKey.merge(ResultKey.of(session), result, ExecutionResultEntity::replacedBy);
        }

        @Override
        void change(ExecutionSession read, ExecutionSession next) {
            put(next);
        }

        @Override
        void delete(ExecutionSession session) {
            sessionById.remove(session.id());
        }
    }

    private final class Results extends Records<ExecutionResultEntity> {

        Results() {
            super(QueryableProperties.RESULTS, ExecutionResultEntity.class);
        }

        @Override
        Stream<ExecutionResultEntity> all() {
            return resultByKey.values().stream()
                    .sorted(Comparator.comparing(ExecutionResultEntity::createdDate)
                            .thenComparing(ResultKey::of, ResultKey.ORDER));
        }

        @Override
        void put(ExecutionResultEntity result) {
            resultByKey.put(ResultKey.of(result), result);
        }

        @Override
        void change(ExecutionResultEntity read, ExecutionResultEntity next) {
            ResultKey key = ResultKey.of(next);
            if (!key.equals(ResultKey.of(read)) && resultByKey.containsKey(key)) {
                throw new DuplicateIdException(EntityKind.RESULT, next.id());
            }
            resultByKey.remove(ResultKey.of(read));
            put(next);
        }

        @Override
        void checkRemovable(ExecutionResultEntity result) {
            sessionOf(result).ifPresent(session -> {
                throw new ResultInUseException(result.id(), session.id());
            });
        }

        /** The session that has the result in hand. */
        Optional<ExecutionSession> sessionOf(ExecutionResultEntity result) {
            return Optional.ofNullable(sessionById.get(result.origin().executionId()))
                    .filter(session -> session.executionResult().id().equals(result.id()));
        }

        @Override
        void delete(ExecutionResultEntity result) {
            resultByKey.remove(ResultKey.of(result));
        }
    }

    private final class Details extends Records<ExecutionResultDetailEntity> {

        Details() {
            super(QueryableProperties.DETAILS, ExecutionResultDetailEntity.class);
        }

        /** Where a detail is: in which result, and there at which index. */
        private record Place(ExecutionResultDetailEntity detail, ResultKey result, int index) {

            static final Comparator<Place> ORDER = Comparator.comparing((Place place) -> place.detail.createdDate())
                    .thenComparing(Place::result, ResultKey.ORDER)
                    .thenComparingInt(Place::index);

            static Stream<Place> in(ExecutionResultEntity result) {
                List<ExecutionResultDetailEntity> details =
                        result.recordedDetails().toList();
                return IntStream.range(0, details.size())
                        .mapToObj(index -> new Place(details.get(index), ResultKey.of(result), index));
            }
        }

        private Stream<Place> places() {
            return Stream.concat(
                            detailWithoutResult.values().stream()
                                    .map(detail -> new Place(detail, ResultKey.NO_RESULT, 0)),
                            resultByKey.values().stream().flatMap(Place::in))
                    .sorted(Place.ORDER);
        }

        /** Where a detail that was found is. */
        private Place place(ExecutionResultDetailEntity found) {
            return places().filter(place -> place.detail.equals(found))
                    .reduce((one, next) -> next)
                    .orElseThrow();
        }

        @Override
        Stream<ExecutionResultDetailEntity> all() {
            return places().map(Place::detail);
        }

        @Override
        void put(ExecutionResultDetailEntity detail) {
            detailWithoutResult.put(detail.id(), detail);
        }

        @Override
        void change(ExecutionResultDetailEntity read, ExecutionResultDetailEntity next) {
            Place place = place(read);
            ExecutionResultEntity result = resultByKey.get(place.result);
            if (result == null) {
                put(next);
                return;
            }
            List<ExecutionResultDetail> details =
                    new ArrayList<>(result.result().details());
            details.set(place.index, next.detail());
            results.put(result.withDetails(details, next.modifiedDate(), next.modifiedByUserName()));
        }

        @Override
        void delete(ExecutionResultDetailEntity detail) {
            Place place = place(detail);
            ExecutionResultEntity result = resultByKey.get(place.result);
            if (result == null) {
                detailWithoutResult.remove(detail.id());
                return;
            }
            List<ExecutionResultDetail> rest = new ArrayList<>(result.result().details());
            rest.remove(place.index);
            results.put(result.withDetails(rest, result.modifiedDate(), result.modifiedByUserName()));
        }
    }

    private final class KeptSelections implements SelectionStore {

        @Override
        public Optional<StoredResponse<UUID>> add(
                Selection selection, IdempotentRequest request, SelectionLimits limits, Instant now) {
            synchronized (lock) {
                removeExpiredSelections(now);
                Optional<StoredResponse<UUID>> before = request == null ? Optional.empty() : findAnswer(request, now);
                if (before.isEmpty()) {
                    usage(selection.owner())
                            .exceeded(selection.items().size(), limits)
                            .ifPresent(limit -> {
                                throw new LimitExceededException(limit);
                            });
                    selectionById.put(selection.id(), selection);
                    if (request != null) {
                        requestByKey.put(request.key(), new Remembered(request, List.of(selection.id())));
                    }
                }
                return before;
            }
        }

        private SelectionUsage usage(String owner) {
            List<Selection> all = Stream.concat(selectionById.values().stream(), droppedSelectionById.values().stream())
                    .toList();
            List<Selection> own =
                    all.stream().filter(kept -> kept.owner().equals(owner)).toList();
            return new SelectionUsage(own.size(), items(own), all.size(), items(all));
        }

        private static long items(List<Selection> selections) {
            return selections.stream()
                    .mapToLong(selection -> selection.items().size())
                    .sum();
        }

        @Override
        public Optional<StoredResponse<UUID>> findAnswer(IdempotentRequest request, Instant now) {
            synchronized (lock) {
                return before(request, now, UUID.class);
            }
        }

        @Override
        public Optional<Selection> find(UUID id) {
            synchronized (lock) {
                return Optional.ofNullable(selectionById.get(id));
            }
        }

        @Override
        public boolean drop(UUID id, Instant countsUntil) {
            synchronized (lock) {
                Selection dropped = selectionById.remove(id);
                if (dropped != null) {
                    Instant until = countsUntil.isBefore(dropped.expires()) ? countsUntil : dropped.expires();
                    droppedSelectionById.put(
                            id,
                            new Selection(
                                    id,
                                    dropped.createdDate(),
                                    dropped.modifiedByUserName(),
                                    dropped.owner(),
                                    until,
                                    dropped.items()));
                }
                return dropped != null;
            }
        }
    }
}
