package org.executionsession.storecontract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Samples.NOW;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Attribute;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.executionsession.storecontract.support.ArbitraryFilters;
import org.instancio.Random;
import org.instancio.junit.Given;
import org.junit.jupiter.api.RepeatedTest;

/** Tests that random filters, orders and pages give the same results as their definition in the domain. */
interface RandomQueriesContract extends TestedStore {

    /** The number of operators that one repetition tests, out of hundreds. */
    int OPERATORS_AT_ONCE = 80;

    @RepeatedTest(10)
    default void queries_agreeWithTheDefinitionOfFiltersAndOrders(@Given(RandomSource.class) Random random) {
        List<ExecutionSession> sessions = someSessions(random);
        sessions().addAll(sessions);
        agree(QueryableProperties.SESSIONS, sessions(), sessions, random);

        List<ExecutionResultEntity> results =
                sessions.stream().map(ExecutionResultEntity::of).toList();
        List<ExecutionResultEntity> ownIds = results.stream()
                .filter(result -> results.stream()
                                .filter(other -> other.id().equals(result.id()))
                                .count()
                        == 1)
                .toList();
        agree(QueryableProperties.RESULTS, results(), ownIds, random);

        List<Task> tasks = someTasks(random, sessions);
        tasks().addAll(tasks);
        agree(
                QueryableProperties.TASKS,
                tasks(),
                tasks.stream()
                        .map(task -> tasks().find(task.id()).orElseThrow())
                        .toList(),
                random);

        List<ExecutionResultDetailEntity> details = IntStream.range(0, 10)
                .mapToObj(i -> ExecutionResultDetailEntity.create(
                        new ExecutionResultDetail(
                                UUID.randomUUID(),
                                new DetailsType(random.intRange(0, 3)),
                                random.oneOf("", "abc", "ABC%", "a_b'c", "!\\"),
                                random.oneOf(List.of(
                                                Optional.<Instant>empty(),
                                                Optional.of(NOW),
                                                Optional.of(NOW.plusMillis(i))))
                                        .orElse(null)),
                        NOW.plusSeconds(i),
                        Caller.SERVICE,
                        UUID::randomUUID))
                .toList();
        details().addAll(details);
        agree(QueryableProperties.DETAILS, details(), details, random);
    }

    /**
     * Compares the results of operators and of random filters, orders and pages with the definition in the domain. All
     * repetitions together test nearly every operator on every property.
     */
    private static <E extends AuditedEntity> void agree(
            QueryableProperties<E> queryable, EntityStore<E> store, List<E> entities, Random random) {
        ArbitraryFilters<E> arbitrary = new ArbitraryFilters<>(queryable, entities, random);
        Filter<E> own =
                new Filter.OneOf<>(entities.stream().map(AuditedEntity::id).collect(toSet()));
        List<Filter<E>> filters = new ArrayList<>();
        for (Property<E> property : queryable.properties()) {
            for (Operator operator : property.kind().operators()) {
                filters.add(arbitrary.comparison(property, operator));
            }
        }
        for (Attribute<E> attribute : arbitrary.attributes()) {
            filters.add(new Filter.NullComparison<>(attribute, Operator.EQ));
            filters.add(new Filter.NullComparison<>(attribute, Operator.NE));
        }
        while (filters.size() > OPERATORS_AT_ONCE) {
            filters.remove(random.intRange(0, filters.size() - 1));
        }
        Stream.generate(() -> arbitrary.filter(3)).limit(20).forEach(filters::add);
        // Filters that compare the elements of lists many times, together with other properties.
        List<Attribute<E>> lists = arbitrary.attributes().stream()
                .filter(RandomQueriesContract::isOfList)
                .toList();
        if (!lists.isEmpty()) {
            Stream.generate(() -> ofLists(arbitrary, lists, random, 3)).limit(5).forEach(filters::add);
        }
        for (Filter<E> filter : filters) {
            Filter<E> scoped = new Filter.And<>(List.of(own, filter));
            Query<E> query = new Query<>(
                    scoped, arbitrary.order(), random.longRange(0, 2), random.oneOf(3L, 1_000L, Long.MAX_VALUE));
            List<E> expected = entities.stream()
                    .filter(filter::matches)
                    .sorted(query.comparator(queryable.id()))
                    .toList();
            List<E> found = new ArrayList<>();
            store.forEach(query, found::add);
            assertThat(found)
                    .as("%s", query)
                    .isEqualTo(expected.stream()
                            .skip(query.skip())
                            .limit(query.take())
                            .toList());
            assertThat(store.count(scoped)).as("%s", filter).isEqualTo(expected.size());
        }
    }

    /** Returns tasks, some of which have results. */
    private List<Task> someTasks(Random random, List<ExecutionSession> sessions) {
        ArbitraryDrafts drafts = new ArbitraryDrafts(random);
        List<Task> tasks = IntStream.range(0, 8)
                .mapToObj(i -> Task.create(
                        drafts.task().toBuilder().id(UUID.randomUUID()).build(),
                        NOW.plusMillis(random.intRange(0, 3)),
                        random.oneOf(Caller.SERVICE, new Caller("ACME", "jo")),
                        UUID::randomUUID))
                .toList();
        for (int i = 0; i < tasks.size(); i++) {
            results()
                    .add(ExecutionResultEntity.create(
                            new ExecutionResultDraft(
                                    new ResultOrigin(
                                            null,
                                            tasks.get(random.intRange(0, 3)).id(),
                                            null,
                                            null),
                                    sessions.get(i).executionResult().toBuilder()
                                            .id(null)
                                            .build()),
                            NOW.plusMillis(random.intRange(0, 3)),
                            Caller.SERVICE,
                            UUID::randomUUID));
        }
        return tasks;
    }

    private static boolean isOfList(Attribute<?> attribute) {
        return attribute instanceof Property<?> property && property.toMany()
                || attribute instanceof Association<?> association && association.toMany();
    }

    private static <E> Filter<E> ofLists(
            ArbitraryFilters<E> arbitrary, List<Attribute<E>> lists, Random random, int depth) {
        if (depth > 0) {
            List<Filter<E>> parts = IntStream.range(0, random.intRange(1, 4))
                    .mapToObj(part -> ofLists(arbitrary, lists, random, depth - 1))
                    .toList();
            return random.trueOrFalse() ? new Filter.And<>(parts) : new Filter.Or<>(parts);
        }
        Attribute<E> attribute = random.oneOf(lists);
        if (random.intRange(0, 5) == 0) {
            return arbitrary.filter(0);
        }
        return attribute instanceof Property<E> property && random.intRange(0, 3) > 0
                ? arbitrary.comparison(property, random.oneOf(property.kind().operators()))
                : new Filter.NullComparison<>(attribute, random.oneOf(Operator.EQ, Operator.NE));
    }

    private static List<ExecutionSession> someSessions(Random random) {
        ArbitraryDrafts drafts = new ArbitraryDrafts(random);
        return IntStream.range(0, 8)
                .mapToObj(i -> ExecutionSession.create(
                        drafts.draft().toBuilder().id(UUID.randomUUID()).build(),
                        NOW.plusMillis(random.intRange(0, 3)),
                        random.oneOf(Caller.SERVICE, new Caller("ACME", "jo")),
                        UUID::randomUUID))
                .toList();
    }
}
