package org.executionsession.storecontract;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.domain.query.QueryableProperties;
import org.jspecify.annotations.Nullable;

/**
 * The simplest possible store: three lists with linear search. The suite compares every store with it. Not thread-safe.
 */
final class StoreModel implements ExecutionSessionStore {

    private static final UUID NONE = new UUID(0, 0);

    private final List<ExecutionSession> sessions = new ArrayList<>();
    private final List<ExecutionResultEntity> results = new ArrayList<>();
    private final List<ExecutionResultDetailEntity> detailsOfNoResult = new ArrayList<>();

    @Override
    public EntityStore<ExecutionSession> sessions() {
        return new Sessions();
    }

    @Override
    public EntityStore<ExecutionResultEntity> results() {
        return new Results();
    }

    @Override
    public EntityStore<ExecutionResultDetailEntity> details() {
        return new Details();
    }

    @Override
    public int purgeResults(Instant before, int limit) {
        throw new UnsupportedOperationException(
                "the model does not include the purge, whose result depends on the batch size");
    }

    @Override
    public int purgeRecordedTasks(Instant before, int limit) {
        throw new UnsupportedOperationException("the model does not include tasks");
    }

    @Override
    public int removeExpired(Instant now) {
        throw new UnsupportedOperationException("the model does not include expired rows");
    }

    @Override
    public SelectionStore selections() {
        throw new UnsupportedOperationException("the model does not include selections");
    }

    @Override
    public EntityStore<Task> tasks() {
        throw new UnsupportedOperationException("the model does not include tasks");
    }

    @Override
    public ScriptLogStore scriptLogs() {
        throw new UnsupportedOperationException("the model does not include script logs");
    }

    @Override
    public ChangeStore changes() {
        throw new UnsupportedOperationException("the model does not include the change feed");
    }

    @Override
    public NotificationStore notifications() {
        throw new UnsupportedOperationException("the model does not include notifications");
    }

    @Override
    public NodeHeartbeatStore nodeHeartbeats() {
        throw new UnsupportedOperationException("the model does not include heartbeats");
    }

    @Override
    public TaskAttemptStore taskAttempts() {
        throw new UnsupportedOperationException("the model does not include attempts of tasks");
    }

    @Override
    public TaskRunStore taskRuns() {
        throw new UnsupportedOperationException("the model does not include runs of tasks");
    }

    final class Sessions extends ModelEntityStore<ExecutionSession> {

        Sessions() {
            super(QueryableProperties.SESSIONS);
        }

        @Override
        List<ExecutionSession> all() {
            return sessions.stream()
                    .map(session -> session.withExecutionResult(
                            stored(session).orElseThrow().result()))
                    .toList();
        }

        private Optional<ExecutionResultEntity> stored(ExecutionSession session) {
            return results.stream()
                    .filter(result -> isSame(result, ExecutionResultEntity.of(session)))
                    .findFirst();
        }

        @Override
        void checkAddable(ExecutionSession session) {
            stored(session)
                    .filter(result -> !result.allowsNewSession(ExecutionResultEntity.of(session)))
                    .ifPresent(result -> {
                        throw ResultConflictException.alreadyEnded(result.id());
                    });
        }

        @Override
        void put(ExecutionSession session) {
            ExecutionResultEntity current = ExecutionResultEntity.of(session);
            ExecutionResultEntity next =
                    stored(session).map(result -> result.replacedBy(current)).orElse(current);
            results.removeIf(result -> isSame(result, next));
            results.add(next);
            sessions.add(session);
        }

        @Override
        void change(ExecutionSession read, ExecutionSession next) {
            delete(read);
            put(next);
        }

        @Override
        void delete(ExecutionSession session) {
            sessions.removeIf(other -> other.id().equals(session.id()));
        }
    }

    final class Results extends ModelEntityStore<ExecutionResultEntity> {

        Results() {
            super(QueryableProperties.RESULTS);
        }

        @Override
        List<ExecutionResultEntity> all() {
            return results.stream()
                    .sorted(comparing(ExecutionResultEntity::createdDate)
                            .thenComparing(result -> session(result).toString()))
                    .toList();
        }

        @Override
        void put(ExecutionResultEntity result) {
            results.add(result);
        }

        @Override
        void change(ExecutionResultEntity read, ExecutionResultEntity next) {
            if (!isSame(read, next) && results.stream().anyMatch(result -> isSame(result, next))) {
                throw new DuplicateIdException(EntityKind.RESULT, next.id());
            }
            results.remove(read);
            results.add(next);
        }

        @Override
        void checkRemovable(ExecutionResultEntity result) {
            for (ExecutionSession session : sessions) {
                if (isSame(result, ExecutionResultEntity.of(session))) {
                    throw new ResultInUseException(result.id(), session.id());
                }
            }
        }

        @Override
        void delete(ExecutionResultEntity result) {
            results.remove(result);
        }
    }

    final class Details extends ModelEntityStore<ExecutionResultDetailEntity> {

        Details() {
            super(QueryableProperties.DETAILS);
        }

        /** The position of a detail; the result is null for a detail without a result. */
        private record Place(
                ExecutionResultDetailEntity detail,
                @Nullable ExecutionResultEntity result,
                int index) {}

        private List<Place> places() {
            Stream<Place> inResults = results.stream().flatMap(result -> {
                List<ExecutionResultDetailEntity> details =
                        result.detailEntities().toList();
                return IntStream.range(0, details.size()).mapToObj(i -> new Place(details.get(i), result, i));
            });
            return Stream.concat(detailsOfNoResult.stream().map(detail -> new Place(detail, null, 0)), inResults)
                    .sorted(comparing((Place place) -> place.detail.createdDate())
                            .thenComparing(place -> place.result == null
                                    ? ""
                                    : place.result.id().toString())
                            .thenComparing(place -> place.result == null
                                    ? ""
                                    : session(place.result).toString())
                            .thenComparing(Place::index))
                    .toList();
        }

        @Override
        List<ExecutionResultDetailEntity> all() {
            return places().stream().map(Place::detail).toList();
        }

        @Override
        void put(ExecutionResultDetailEntity detail) {
            detailsOfNoResult.add(detail);
        }

        @Override
        void change(ExecutionResultDetailEntity read, ExecutionResultDetailEntity next) {
            Place place = lastEqual(read);
            if (place.result == null) {
                detailsOfNoResult.remove(read);
                detailsOfNoResult.add(next);
            } else {
                List<ExecutionResultDetail> details =
                        new ArrayList<>(place.result.result().details());
                details.set(place.index, next.detail());
                put(place.result, place.result.withDetails(details, next.modifiedDate(), next.modifiedByUserName()));
            }
        }

        @Override
        void delete(ExecutionResultDetailEntity detail) {
            Place place = lastEqual(detail);
            if (place.result == null) {
                detailsOfNoResult.remove(detail);
            } else {
                List<ExecutionResultDetail> rest =
                        new ArrayList<>(place.result.result().details());
                rest.remove(place.index);
                ExecutionResultEntity result = place.result;
                put(result, result.withDetails(rest, result.modifiedDate(), result.modifiedByUserName()));
            }
        }

        private Place lastEqual(ExecutionResultDetailEntity detail) {
            List<Place> equal = places().stream()
                    .filter(place -> place.detail.equals(detail))
                    .toList();
            return equal.get(equal.size() - 1);
        }

        private void put(ExecutionResultEntity before, ExecutionResultEntity after) {
            results.remove(before);
            results.add(after);
        }
    }

    private static UUID session(ExecutionResultEntity result) {
        UUID session = result.origin().executionId();
        return session == null ? NONE : session;
    }

    /** Returns whether two results have the same id and session. */
    private static boolean isSame(ExecutionResultEntity one, ExecutionResultEntity other) {
        return one.id().equals(other.id()) && session(one).equals(session(other));
    }
}
