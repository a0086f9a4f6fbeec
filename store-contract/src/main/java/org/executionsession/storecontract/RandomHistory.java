package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.MAX;
import static org.executionsession.storecontract.Samples.NOW;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.storecontract.support.ArbitraryFilters;
import org.instancio.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random calls of a store and its model. There are few ids and few dates, so that calls often concern the same
 * entities.
 */
final class RandomHistory {

    private final ExecutionSessionStore store;
    private final StoreModel model = new StoreModel();
    private final Random random;
    private final List<UUID> sessionIds;
    private final List<UUID> resultIds;
    private final List<UUID> detailIds;
    private final List<ExecutionSession> readSessions = new ArrayList<>();
    private final List<ExecutionResultEntity> readResults = new ArrayList<>();
    private final List<ExecutionResultDetailEntity> readDetails = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private Instant now = NOW;

    RandomHistory(ExecutionSessionStore store, Random random) {
        this.store = store;
        this.random = random;
        sessionIds = ids(3);
        resultIds = ids(3);
        detailIds = ids(4);
    }

    void run(int length) {
        for (int i = 0; i < length; i++) {
            now = now.plusMillis(random.intRange(0, 1));
            switch (random.intRange(0, 5)) {
                case 0, 1 ->
                    call(
                            "sessions",
                            ExecutionSessionStore::sessions,
                            readSessions,
                            sessionIds,
                            this::session,
                            this::changed);
                case 2, 3 ->
                    call(
                            "results",
                            ExecutionSessionStore::results,
                            readResults,
                            resultIds,
                            this::result,
                            this::changed);
                default ->
                    call(
                            "details",
                            ExecutionSessionStore::details,
                            readDetails,
                            detailIds,
                            this::detail,
                            this::changed);
            }
            compare();
        }
    }

    private <E extends AuditedEntity> void call(
            String what,
            Function<ExecutionSessionStore, EntityStore<E>> of,
            List<E> read,
            List<UUID> ids,
            Supplier<E> fresh,
            Function<E, E> changed) {
        switch (random.intRange(0, 7)) {
            case 0, 1 -> {
                E entity = fresh.get();
                both(what + " add " + entity, on -> {
                    of.apply(on).add(entity);
                    return "added";
                });
            }
            case 2 -> {
                List<E> entities = Stream.generate(fresh).limit(2).toList();
                both(what + " addAll " + entities, on -> {
                    try {
                        of.apply(on).addAll(entities);
                        return "added";
                    } catch (ResultConflictException conflict) {
                        // If several results are in conflict, a store may name any of them.
                        return conflict.getClass();
                    }
                });
            }
            case 3 -> {
                UUID id = random.oneOf(ids);
                both(what + " remove " + id, on -> of.apply(on).remove(id));
            }
            case 4 -> {
                Set<UUID> some = Set.of(random.oneOf(ids), newId());
                both(what + " removeAll " + some, on -> {
                    of.apply(on).removeAll(some);
                    return "removed";
                });
            }
            default -> {
                // Usually the current version, sometimes an outdated one, as after a concurrent change.
                of.apply(model).find(random.oneOf(ids)).ifPresent(read::add);
                if (!read.isEmpty()) {
                    E seen = random.trueOrFalse() ? read.get(read.size() - 1) : random.oneOf(read);
                    E next = changed.apply(seen);
                    both(
                            what + " replace " + seen + " by " + next,
                            on -> of.apply(on).replace(next, seen));
                }
            }
        }
    }

    private void both(String call, Function<ExecutionSessionStore, Object> action) {
        calls.add(call);
        assertThat(response(store, action)).as(this::history).isEqualTo(response(model, action));
    }

    private static Object response(ExecutionSessionStore on, Function<ExecutionSessionStore, Object> action) {
        try {
            return action.apply(on);
        } catch (ExecutionSessionException rejection) {
            return rejection.toString();
        }
    }

    private void compare() {
        compare(QueryableProperties.SESSIONS, store.sessions(), model.sessions(), sessionIds);
        compare(QueryableProperties.RESULTS, store.results(), model.results(), resultIds);
        compare(QueryableProperties.DETAILS, store.details(), model.details(), detailIds);
    }

    private <E extends AuditedEntity> void compare(
            QueryableProperties<E> queryable, EntityStore<E> one, EntityStore<E> other, List<UUID> ids) {
        for (UUID id : ids) {
            assertThat(one.find(id)).as(this::history).isEqualTo(other.find(id));
        }
        Filter<E> own = new Filter.OneOf<>(Set.copyOf(ids));
        List<E> all = TestedStore.all(other, own);
        assertThat(TestedStore.all(one, own)).as(this::history).isEqualTo(all);
        if (!all.isEmpty()) {
            ArbitraryFilters<E> arbitrary = new ArbitraryFilters<>(queryable, all, random);
            Filter<E> filter = new Filter.And<>(List.of(own, arbitrary.filter(2)));
            Query<E> query = new Query<>(filter, arbitrary.order(), random.longRange(0, 1), random.longRange(1, 5));
            List<E> found = new ArrayList<>();
            one.forEach(query, found::add);
            List<E> expected = new ArrayList<>();
            other.forEach(query, expected::add);
            assertThat(found).as(() -> query + " after " + history()).isEqualTo(expected);
            assertThat(one.count(filter)).as(this::history).isEqualTo(other.count(filter));
        }
    }

    private String history() {
        return String.join("\n", calls);
    }

    private ExecutionSession session() {
        return ExecutionSession.create(draft(random.oneOf(sessionIds)), now, by(), this::newId);
    }

    private ExecutionSession changed(ExecutionSession session) {
        return session.update(draft(null), now, by(), this::newId);
    }

    private ExecutionSessionDraft draft(@Nullable UUID id) {
        return ExecutionSessionDraft.builder()
                .id(id)
                .retries(random.intRange(0, 2))
                .app(random.trueOrFalse() ? null : AppReference.of(random.oneOf(resultIds), "app"))
                .executionResult(random.intRange(0, 2) == 0 ? null : content(random.oneOf(resultIds)))
                .build();
    }

    private ExecutionResultEntity result() {
        return ExecutionResultEntity.create(
                new ExecutionResultDraft(origin(), content(random.oneOf(resultIds))), now, by(), this::newId);
    }

    private ExecutionResultEntity changed(ExecutionResultEntity result) {
        return result.update(new ExecutionResultDraft(origin(), content(null)), now, by(), this::newId);
    }

    private ResultOrigin origin() {
        return new ResultOrigin(
                random.trueOrFalse() ? null : random.oneOf(sessionIds),
                random.trueOrFalse() ? null : random.oneOf(sessionIds),
                null,
                null);
    }

    private ExecutionResult content(@Nullable UUID id) {
        return ExecutionResult.builder()
                .id(id)
                .executingNodeName(random.oneOf("", "a", "B"))
                .status(random.oneOf(TaskExecutionStatus.STARTED, TaskExecutionStatus.FINISHED_SUCCESS))
                .details(Stream.generate(() -> message(random.oneOf(detailIds)))
                        .limit(random.intRange(0, 3))
                        .toList())
                .build();
    }

    private ExecutionResultDetailEntity detail() {
        return ExecutionResultDetailEntity.create(message(random.oneOf(detailIds)), now, by(), this::newId);
    }

    private ExecutionResultDetailEntity changed(ExecutionResultDetailEntity detail) {
        return detail.update(message(null), now, by());
    }

    private ExecutionResultDetail message(@Nullable UUID id) {
        return new ExecutionResultDetail(
                id, DetailsType.INFORMATION, random.oneOf("", "m", "n"), NOW.plusSeconds(random.intRange(0, 3)));
    }

    private Caller by() {
        return random.oneOf(JO, MAX);
    }

    private List<UUID> ids(int count) {
        return Stream.generate(this::newId).limit(count).toList();
    }

    private UUID newId() {
        return new UUID(random.longRange(Long.MIN_VALUE, Long.MAX_VALUE), random.longRange(1, Long.MAX_VALUE));
    }
}
