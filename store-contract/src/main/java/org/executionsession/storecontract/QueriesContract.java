package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.junit.jupiter.api.Test;

/** Tests filters, orders, pages and counts. */
interface QueriesContract extends TestedStore {

    @Test
    default void queries_compareTextWithoutLetterCaseAndWithoutWildcards() {
        List<ExecutionSession> sessions = Stream.of(
                        "ODOS", "\u039f\u0394\u039f\u03a3", "50%_\\", "it's", "", "\ud83d\ude00")
                .map(user -> session(UUID.randomUUID(), user))
                .toList();
        sessions().addAll(sessions);
        assertThat(usersWhere(sessions, Operator.SW, "od")).containsExactly("ODOS");
        assertThat(usersWhere(sessions, Operator.EQ, "odos")).containsExactly("ODOS");
        for (Operator operator : List.of(Operator.EW, Operator.SO)) {
            // The final sigma is the same letter.
            assertThat(usersWhere(sessions, operator, "\u03c2")).containsExactly("\u039f\u0394\u039f\u03a3");
            assertThat(usersWhere(sessions, operator, "\u03a3")).containsExactly("\u039f\u0394\u039f\u03a3");
            assertThat(usersWhere(sessions, operator, "%_\\")).containsExactly("50%_\\");
        }
        assertThat(usersWhere(sessions, Operator.SO, "'")).containsExactly("it's");
        assertThat(usersWhere(sessions, Operator.SO, "_")).containsExactly("50%_\\");
        assertThat(usersWhere(sessions, Operator.SO, "")).hasSize(sessions.size());
        assertThat(usersWhere(sessions, Operator.NE, "")).hasSize(sessions.size() - 1);
    }

    @Test
    default void queries_compareDatesWithBoundsBetweenMilliseconds() {
        List<Instant> dates = Stream.of(
                        "0001-01-01T00:00:00Z",
                        "1752-12-31T23:59:59.999Z",
                        "1969-12-31T23:59:59.123Z",
                        "1970-01-01T00:00:00Z",
                        "2026-11-24T10:20:30.123Z",
                        "9999-12-31T23:59:59.999Z")
                .map(Instant::parse)
                .toList();
        List<ExecutionSession> sessions = dates.stream()
                .map(date ->
                        session(ExecutionSessionDraft.builder().abortAt(date).build()))
                .toList();
        sessions().addAll(sessions);
        Property<ExecutionSession> abortAt =
                QueryableProperties.SESSIONS.find("abortAt").orElseThrow();
        for (Instant date : dates) {
            for (long nanos : new long[] {-999_999, -500_000, -1, 0, 1, 499_999, 500_000, 999_999}) {
                Instant bound = date.plusNanos(nanos);
                for (Operator operator : abortAt.kind().operators()) {
                    Filter<ExecutionSession> comparison = new Filter.Comparison<>(abortAt, operator, bound);
                    List<Instant> expected = dates.stream()
                            .filter(stored -> holds(stored.compareTo(bound), operator))
                            .toList();
                    assertThat(TestedStore.all(sessions(), new Filter.And<>(List.of(oneOf(sessions), comparison))))
                            .as("%s %s", operator, bound)
                            .extracting(ExecutionSession::abortAt)
                            .containsExactlyInAnyOrderElementsOf(expected);
                }
            }
        }
    }

    private static boolean holds(int comparison, Operator operator) {
        return switch (operator) {
            case EQ -> comparison == 0;
            case NE -> comparison != 0;
            case GT -> comparison > 0;
            case GE -> comparison >= 0;
            case LT -> comparison < 0;
            default -> comparison <= 0;
        };
    }

    @Test
    default void storedSize_isUnknownOrThatOfTheMessagesAtLeast() {
        String text = "\u0394m".repeat(20_000);
        ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "", message(null, text, 1)));
        sessions().add(session);
        UUID result = requireNonNull(session.executionResult().id());
        UUID detail = requireNonNull(session.executionResult().details().get(0).id());
        Stream.of(
                        sessions().storedSize(session.id()),
                        results().storedSize(result),
                        details().storedSize(detail))
                .forEach(size ->
                        size.ifPresent(bytes -> assertThat(bytes).isBetween(text.length() + 0L, 7L * text.length())));
        assertThat(results().storedSize(UUID.randomUUID())).isEmpty();
    }

    @Test
    default void queries_searchForManyTexts() {
        ExecutionSession first = session(Samples.early(), "user one");
        ExecutionSession last = session(Samples.late(), "user two");
        sessions().addAll(List.of(first, session(UUID.randomUUID(), "another"), last));
        Property<ExecutionSession> user =
                QueryableProperties.SESSIONS.find("user").orElseThrow();
        List<Filter<ExecutionSession>> searches = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            searches.add(new Filter.Comparison<>(user, i % 2 == 0 ? Operator.SO : Operator.EW, "absent" + i));
        }
        searches.add(new Filter.Comparison<>(user, Operator.SO, "SER O"));
        searches.add(new Filter.Comparison<>(user, Operator.EW, "Two"));
        Filter<ExecutionSession> any = new Filter.Or<>(searches);
        assertThat(TestedStore.all(sessions(), any)).containsExactlyInAnyOrder(first, last);
        assertThat(sessions().count(any)).isEqualTo(2);
    }

    @Test
    default void queries_treatAnEmptyListAsNull() {
        ExecutionSession without = session();
        ExecutionSession blank = session(UUID.randomUUID(), content(UUID.randomUUID(), "", message(null, "", 1)));
        ExecutionSession with = session(UUID.randomUUID(), content(UUID.randomUUID(), "", message(null, "m", 1)));
        List<ExecutionSession> sessions = List.of(without, blank, with);
        sessions().addAll(sessions);
        Property<ExecutionSession> message = QueryableProperties.SESSIONS
                .find("executionResult.details.message")
                .orElseThrow();
        assertThat(TestedStore.all(
                        sessions(),
                        new Filter.And<>(List.of(oneOf(sessions), new Filter.NullComparison<>(message, Operator.EQ)))))
                .containsExactlyInAnyOrder(without, blank);
        assertThat(TestedStore.all(
                        sessions(),
                        new Filter.And<>(List.of(oneOf(sessions), new Filter.NullComparison<>(message, Operator.NE)))))
                .containsExactly(with);
    }

    @Test
    default void queries_orderTextByCodePointAndTiesById() {
        List<String> users = List.of("", " ", "B", "c", "\u00e9", "\u05d0", "\uffff", "\ud83d\ude00", "\udbff\udfff");
        List<ExecutionSession> ordered = users.stream()
                .flatMap(user -> Stream.of(Samples.early(), Samples.late()).map(id -> session(id, user)))
                .toList();
        List<ExecutionSession> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        sessions().addAll(shuffled);
        assertThat(found(sessions(), query(ordered, false, 0, Long.MAX_VALUE))).isEqualTo(ordered);
        List<ExecutionSession> descending = IntStream.range(0, users.size())
                .mapToObj(i -> ordered.subList(2 * (users.size() - 1 - i), 2 * (users.size() - i)))
                .flatMap(List::stream)
                .toList();
        assertThat(found(sessions(), query(ordered, true, 0, Long.MAX_VALUE))).isEqualTo(descending);
    }

    @Test
    default void queries_returnPagesThatTogetherAreComplete() {
        List<ExecutionSession> sessions = Stream.generate(() -> session(UUID.randomUUID(), "same"))
                .limit(25)
                .toList();
        sessions().addAll(sessions);
        List<ExecutionSession> whole = found(sessions(), query(sessions, false, 0, Long.MAX_VALUE));
        List<ExecutionSession> pages = new ArrayList<>();
        for (int skip = 0; skip < 30; skip += 10) {
            pages.addAll(found(sessions(), query(sessions, false, skip, 10)));
        }
        assertThat(pages).isEqualTo(whole).hasSize(25);
        assertThat(found(sessions(), query(sessions, false, 0, 0))).isEmpty();
        assertThat(found(sessions(), query(sessions, false, 25, Long.MAX_VALUE)))
                .isEmpty();
        assertThat(found(sessions(), query(sessions, false, 24, Long.MAX_VALUE)))
                .hasSize(1);
        assertThat(found(sessions(), query(sessions, false, 24, Long.MAX_VALUE - 1)))
                .hasSize(1);
        assertThat(found(sessions(), query(sessions, false, Long.MAX_VALUE, Long.MAX_VALUE)))
                .isEmpty();
        assertThat(found(sessions(), query(sessions, false, Long.MAX_VALUE - 1, Long.MAX_VALUE - 1)))
                .isEmpty();
    }

    @Test
    default void queries_returnPagesOfEntitiesWithEqualIds() {
        UUID result = UUID.randomUUID();
        UUID detail = UUID.randomUUID();
        sessions()
                .addAll(Stream.generate(() -> session(UUID.randomUUID(), content(result, "", message(detail, "m", 1))))
                        .limit(25)
                        .toList());
        pagesAreTheWhole(results(), new Filter.OneOf<>(Set.of(result)), new HashSet<>());
        List<ExecutionResultDetailEntity> details = new ArrayList<>();
        details().forEach(Query.of(new Filter.OneOf<>(Set.of(detail)), List.of()), details::add);
        assertThat(details).hasSize(25);
    }

    @Test
    default void queries_withEmptyFiltersMatchNothingOrEverything() {
        List<ExecutionSession> sessions = List.of(session(), session());
        sessions().addAll(sessions);
        Filter<ExecutionSession> own = oneOf(sessions);
        assertThat(sessions().count(new Filter.OneOf<>(Set.of()))).isZero();
        assertThat(sessions().count(new Filter.And<>(List.of(own, new Filter.Or<>(List.of())))))
                .isZero();
        assertThat(sessions().count(new Filter.And<>(List.of(own, Filter.all()))))
                .isEqualTo(2);
        assertThat(sessions().count(Filter.all())).isGreaterThanOrEqualTo(2);
    }

    @Test
    default void queries_acceptVeryManyIdsOfVeryManyEntities() {
        List<ExecutionSession> sessions = Stream.generate(() -> session(UUID.randomUUID(), "same"))
                .limit(5_000)
                .sorted(Comparator.comparing(session -> session.id().toString()))
                .toList();
        sessions().addAll(sessions);
        Set<UUID> ids = new HashSet<>(sessions.stream().map(AuditedEntity::id).toList());
        while (ids.size() < 100_000) {
            ids.add(UUID.randomUUID());
        }
        Filter<ExecutionSession> many = new Filter.OneOf<>(ids);
        assertThat(sessions().count(many)).isEqualTo(5_000);
        assertThat(found(sessions(), Query.of(many, List.of()))).isEqualTo(sessions);
        assertThat(found(sessions(), new Query<>(many, List.of(), 4_000, 10)))
                .isEqualTo(sessions.subList(4_000, 4_010));

        Filter<ExecutionResultEntity> theirResults = new Filter.OneOf<>(
                sessions.stream().map(session -> session.executionResult().id()).collect(toSet()));
        assertThat(results().count(theirResults)).isEqualTo(5_000);
        assertThat(found(results(), Query.of(theirResults, List.of())))
                .containsExactlyInAnyOrderElementsOf(
                        sessions.stream().map(ExecutionResultEntity::of).toList());
    }

    @Test
    default void queries_acceptIdsAnywhereInAFilter() {
        List<ExecutionSession> sessions =
                Stream.generate(Samples::session).limit(4).toList();
        sessions().addAll(sessions);
        Filter<ExecutionSession> first = oneOf(sessions.subList(0, 3));
        Filter<ExecutionSession> second = oneOf(sessions.subList(2, 4));
        Filter<ExecutionSession> nothing = oneOf(List.of());
        assertThat(TestedStore.all(sessions(), new Filter.And<>(List.of(first, second))))
                .containsExactly(sessions.get(2));
        assertThat(TestedStore.all(sessions(), new Filter.And<>(List.of(new Filter.And<>(List.of(first)), first))))
                .hasSize(3);
        assertThat(TestedStore.all(sessions(), new Filter.Or<>(List.of(first, second, nothing))))
                .hasSize(4);
        assertThat(sessions().count(new Filter.And<>(List.of(first, new Filter.Or<>(List.of(second, nothing))))))
                .isEqualTo(1);
        assertThat(sessions().count(new Filter.And<>(List.of(first, nothing)))).isZero();
    }

    /** An index may hold only the first characters of a text. */
    @Test
    default void queries_compareLongTextsCompletely() {
        List<String> users = Stream.of("x", "\ud83d\ude00")
                .flatMap(letter -> Stream.of(1, 498, 499, 500, 501, 4_000).map(length -> letter.repeat(length)))
                .flatMap(user -> Stream.of(user, user + "a", user + "b"))
                .toList();
        List<ExecutionSession> sessions =
                users.stream().map(user -> session(UUID.randomUUID(), user)).toList();
        sessions().addAll(sessions);
        for (String user : users) {
            assertThat(usersWhere(sessions, Operator.EQ, user)).containsOnly(user);
        }
        Property<ExecutionSession> property =
                QueryableProperties.SESSIONS.find("user").orElseThrow();
        List<Filter<ExecutionSession>> equalities = users.stream()
                .<Filter<ExecutionSession>>map(user -> new Filter.Comparison<>(property, Operator.EQ, user))
                .toList();
        assertThat(sessions().count(oneOf(sessions).and(new Filter.Or<>(equalities))))
                .isEqualTo(sessions.size());
        assertThat(sessions().count(oneOf(sessions).and(new Filter.Or<>(equalities.subList(0, 1)))))
                .isEqualTo(1);
    }

    @Test
    default void queries_acceptManyEqualitiesJoinedByOr() {
        List<ExecutionSession> sessions = Stream.generate(() ->
                        session(UUID.randomUUID(), content(UUID.randomUUID(), "", message(UUID.randomUUID(), "m", 1))))
                .limit(20)
                .toList();
        sessions().addAll(sessions);
        for (String path : List.of("id", "executionResult.id", "executionResult.details.id")) {
            Property<ExecutionSession> property =
                    QueryableProperties.SESSIONS.find(path).orElseThrow();
            List<Filter<ExecutionSession>> equalities = Stream.concat(
                            sessions.stream().skip(5).flatMap(property::values), Stream.generate(UUID::randomUUID))
                    .limit(500)
                    .<Filter<ExecutionSession>>map(id -> new Filter.Comparison<>(property, Operator.EQ, id))
                    .toList();
            Filter<ExecutionSession> nested = new Filter.Or<>(List.of(
                    new Filter.Or<>(equalities.subList(0, 250)), new Filter.Or<>(equalities.subList(250, 500))));
            assertThat(found(sessions(), Query.of(new Filter.Or<>(equalities), List.of())))
                    .containsExactlyInAnyOrderElementsOf(sessions.subList(5, 20));
            assertThat(sessions().count(nested)).isEqualTo(15);
            assertThat(sessions().count(new Filter.And<>(List.of(oneOf(sessions.subList(0, 7)), nested))))
                    .isEqualTo(2);
        }
    }

    @Test
    default void queries_endWhenTheConsumerThrowsAndTheStoreStaysUsable() {
        List<ExecutionSession> sessions =
                Stream.generate(Samples::session).limit(300).toList();
        sessions().addAll(sessions);
        IllegalStateException enough = new IllegalStateException("enough");
        for (int round = 0; round < 30; round++) {
            List<ExecutionSession> read = new ArrayList<>();
            Consumer<ExecutionSession> reader = session -> {
                read.add(session);
                if (read.size() == 3) {
                    throw enough;
                }
            };
            assertThatThrownBy(() -> sessions().forEach(query(sessions, false, 0, Long.MAX_VALUE), reader))
                    .isSameAs(enough);
            assertThat(read).hasSize(3);
        }
        assertThat(sessions().count(oneOf(sessions))).isEqualTo(300);
        sessions().add(session());
        assertThat(found(sessions(), query(sessions, false, 0, Long.MAX_VALUE))).hasSize(300);
    }

    private static <E extends AuditedEntity> void pagesAreTheWhole(
            EntityStore<E> store, Filter<E> filter, Set<E> seen) {
        for (int skip = 0; skip < 25; skip += 5) {
            store.forEach(new Query<>(filter, List.of(), skip, 5), seen::add);
        }
        assertThat(seen).hasSize(25);
    }

    private List<String> usersWhere(List<ExecutionSession> sessions, Operator operator, String text) {
        Filter<ExecutionSession> comparison = new Filter.Comparison<>(
                QueryableProperties.SESSIONS.find("user").orElseThrow(), operator, text);
        assertThat(sessions().count(new Filter.And<>(List.of(oneOf(sessions), comparison))))
                .isEqualTo(sessions.stream().filter(comparison::matches).count());
        return TestedStore.all(sessions(), new Filter.And<>(List.of(oneOf(sessions), comparison))).stream()
                .map(ExecutionSession::user)
                .toList();
    }

    private static Query<ExecutionSession> query(
            List<ExecutionSession> sessions, boolean descending, long skip, long take) {
        Property<ExecutionSession> user =
                QueryableProperties.SESSIONS.find("user").orElseThrow();
        return new Query<>(oneOf(sessions), List.of(new SortKey<>(user, descending)), skip, take);
    }

    private static Filter<ExecutionSession> oneOf(List<ExecutionSession> sessions) {
        return new Filter.OneOf<>(sessions.stream().map(AuditedEntity::id).collect(toSet()));
    }

    private static <E extends AuditedEntity> List<E> found(EntityStore<E> store, Query<E> query) {
        List<E> found = new ArrayList<>();
        store.forEach(query, found::add);
        return found;
    }
}
