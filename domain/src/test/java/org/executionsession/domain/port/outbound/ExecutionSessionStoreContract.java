package org.executionsession.domain.port.outbound;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.ArbitraryDrafts;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.query.ArbitraryFilters;
import org.executionsession.domain.query.Catalogue;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.IdInUseException;
import org.instancio.Random;
import org.instancio.junit.Given;
import org.instancio.junit.GivenProvider;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How a store must behave. An author of a store extends this class, and every test in it holds for that store too. The
 * store may hold other sessions; the tests use ids of their own.
 */
@ExtendWith(InstancioExtension.class)
public abstract class ExecutionSessionStoreContract {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    /** For the subclass. */
    protected ExecutionSessionStoreContract() {}

    /**
     * The store under test.
     *
     * @return an open store, the same within one test
     */
    protected abstract ExecutionSessionStore store();

    @Test
    void find_isEmptyForAnUnknownId() {
        assertThat(store().sessions().find(UUID.randomUUID())).isEmpty();
    }

    @RepeatedTest(300)
    void find_returnsTheSessionExactlyAsItWasAdded(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSession session = recorded(draft);
        store().sessions().add(session);
        assertThat(store().sessions().find(session.id())).contains(session);
    }

    @Test
    void add_refusesAnIdInUseAndLeavesTheStoredSessionAlone() {
        ExecutionSession first = recorded(draft(UUID.randomUUID(), "first"));
        store().sessions().add(first);
        assertThatExceptionOfType(IdInUseException.class)
                .isThrownBy(() -> store().sessions().add(recorded(draft(first.id(), "second"))))
                .satisfies(refusal -> assertThat(refusal.id()).isEqualTo(first.id()));
        assertThat(store().sessions().find(first.id())).contains(first);
    }

    @Test
    void add_keepsSessionsApartThatShareTheIdOfTheirResult() {
        ExecutionSession one = recorded(draft(UUID.randomUUID(), "one"));
        ExecutionSession other = recorded(
                one.toDraft().toBuilder().id(UUID.randomUUID()).user("other").build());
        store().sessions().add(one);
        store().sessions().add(other);
        assertThat(store().sessions().find(one.id())).contains(one);
        assertThat(store().sessions().find(other.id())).contains(other);
    }

    @Test
    void add_acceptsExactlyOneOfManyWritersOfTheSameId() throws Exception {
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            for (int round = 0; round < 20; round++) {
                UUID id = UUID.randomUUID();
                CyclicBarrier start = new CyclicBarrier(writers);
                List<Callable<String>> attempts = IntStream.range(0, writers)
                        .<Callable<String>>mapToObj(writer -> () -> {
                            start.await();
                            try {
                                store().sessions().add(recorded(draft(id, "writer " + writer)));
                                return "writer " + writer;
                            } catch (IdInUseException refusal) {
                                return null;
                            }
                        })
                        .toList();
                List<String> accepted = new ArrayList<>();
                for (Future<String> attempt : threads.invokeAll(attempts)) {
                    if (attempt.get() != null) {
                        accepted.add(attempt.get());
                    }
                }
                assertThat(accepted).hasSize(1);
                assertThat(store().sessions().find(id).map(ExecutionSession::user))
                        .contains(accepted.get(0));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @RepeatedTest(20)
    void each_andCount_agreeWithTheDefinitionOfFiltersAndOrders(@Given(RandomSource.class) Random random) {
        List<ExecutionSession> sessions = someSessions(random);
        store().sessions().addAll(sessions);
        agree(Catalogue.SESSIONS, store().sessions(), sessions, random);

        List<RecordedResult> results = sessions.stream().map(RecordedResult::of).toList();
        List<RecordedResult> ownIds = results.stream()
                .filter(result -> results.stream()
                                .filter(other -> other.id().equals(result.id()))
                                .count()
                        == 1)
                .toList();
        agree(Catalogue.RESULTS, store().results(), ownIds, random);

        List<RecordedDetail> details = IntStream.range(0, 10)
                .mapToObj(i -> RecordedDetail.recorded(
                        new ExecutionResultDetail(
                                UUID.randomUUID(),
                                new DetailsType(random.intRange(0, 3)),
                                random.oneOf("", "abc", "ABC%", "a_b'c", "!\\"),
                                random.oneOf(null, NOW, NOW.plusMillis(i))),
                        NOW.plusSeconds(i),
                        Caller.SERVICE,
                        UUID::randomUUID))
                .toList();
        store().details().addAll(details);
        agree(Catalogue.DETAILS, store().details(), details, random);
    }

    /** Every operator on every property, and random filters, orders and pages: the same answer as from the definition. */
    private static <E extends Recorded> void agree(
            Catalogue<E> catalogue, RecordStore<E> store, List<E> entities, Random random) {
        ArbitraryFilters<E> arbitrary = new ArbitraryFilters<>(catalogue, entities, random);
        Filter<E> own = new Filter.OneOf<>(entities.stream().map(Recorded::id).collect(toSet()));
        List<Filter<E>> filters = new ArrayList<>();
        for (Property<E> property : catalogue.properties()) {
            for (Operator operator : property.kind().operators()) {
                filters.add(arbitrary.comparison(property, operator));
            }
        }
        Stream.generate(() -> arbitrary.filter(3)).limit(40).forEach(filters::add);
        for (Filter<E> filter : filters) {
            Filter<E> scoped = new Filter.And<>(List.of(own, filter));
            Query<E> query = new Query<>(
                    scoped, arbitrary.order(), random.longRange(0, 2), random.oneOf(3L, 1_000L, Long.MAX_VALUE));
            List<E> expected = entities.stream()
                    .filter(filter::matches)
                    .sorted(query.comparator(catalogue.id()))
                    .toList();
            List<E> found = new ArrayList<>();
            store.each(query, found::add);
            assertThat(found)
                    .as("%s", query)
                    .isEqualTo(expected.stream()
                            .skip(query.skip())
                            .limit(query.take())
                            .toList());
            assertThat(store.count(scoped)).as("%s", filter).isEqualTo(expected.size());
        }
    }

    private static List<ExecutionSession> someSessions(Random random) {
        ArbitraryDrafts drafts = new ArbitraryDrafts(random);
        return IntStream.range(0, 8)
                .mapToObj(i -> ExecutionSession.recorded(
                        drafts.draft().toBuilder().id(UUID.randomUUID()).build(),
                        NOW.plusMillis(random.intRange(0, 3)),
                        random.oneOf(Caller.SERVICE, new Caller("ACME", "jo")),
                        UUID::randomUUID))
                .toList();
    }

    /** Hands the source of randomness of a test to its parameter. */
    public static final class RandomSource implements GivenProvider {

        /** Made by the test engine. */
        public RandomSource() {}

        @Override
        public Object provide(ElementContext context) {
            return context.random();
        }
    }

    private static ExecutionSessionDraft draft(UUID id, String user) {
        return ExecutionSessionDraft.builder().id(id).user(user).build();
    }

    private static ExecutionSession recorded(ExecutionSessionDraft draft) {
        return ExecutionSession.recorded(draft, NOW, Caller.SERVICE, UUID::randomUUID);
    }
}
