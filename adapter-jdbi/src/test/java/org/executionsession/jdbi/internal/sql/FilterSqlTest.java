package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.QueryableProperties;
import org.junit.jupiter.api.Test;

class FilterSqlTest {

    /** H2 would evaluate all of them for thousands of rows before it notices that the query is cancelled. */
    @Test
    void manySearchesInTexts_areEvaluatedOutsideH2() {
        List<Filter<ExecutionSession>> searches =
                Collections.nCopies(ColumnFilters.MAX_SEARCHES + 1, comparison("user", Operator.SO, "jo"));
        Filter<ExecutionSession> many = new Filter.Or<>(searches);
        Filter<ExecutionSession> some = new Filter.Or<>(searches.subList(1, searches.size()));
        assertThat(FilterSql.Split.of(many, new H2Dialect()).inDocuments()).isEqualTo(new Filter.And<>(List.of(many)));
        assertThat(FilterSql.Split.of(some, new H2Dialect()).isInColumns()).isTrue();
        Filter<ExecutionSession> byRetries = comparison("retries", Operator.GT, 1L);
        FilterSql.Split<ExecutionSession> all =
                FilterSql.Split.of(new Filter.And<>(List.of(byRetries, new Filter.And<>(searches))), new H2Dialect());
        assertThat(all.inColumns()).isEqualTo(new Filter.And<>(List.of(byRetries)));
        assertThat(all.inDocuments()).isEqualTo(new Filter.And<>(searches));
        assertThat(FilterSql.Split.of(many, new PostgresqlDialect()).isInColumns())
                .isTrue();
    }

    @Test
    void manyEqualitiesOfAProperty_becomeOneList() {
        List<Filter<ExecutionSession>> ids = IntStream.range(0, 500)
                .<Filter<ExecutionSession>>mapToObj(i -> comparison("id", Operator.EQ, new UUID(1, i)))
                .toList();
        List<Filter<ExecutionSession>> mixed = List.of(
                new Filter.Or<>(ids.subList(0, 2)),
                comparison("retries", Operator.GT, 1L),
                comparison("id", Operator.EQ, new UUID(1, 2)));

        assertThat(condition(new Filter.Or<>(ids)))
                .startsWith("((s.id in (:f0, :f1, ")
                .hasSizeLessThan(500 * 10);
        assertThat(condition(new Filter.Or<>(mixed))).isEqualTo("((s.id in (:f0, :f1, :f2) or (s.q_retries > :f3)))");
    }

    private static final String MESSAGE = "executionResult.details.message";

    private static List<Filter<ExecutionSession>> messages(int count) {
        return IntStream.range(0, count)
                .<Filter<ExecutionSession>>mapToObj(i -> comparison(MESSAGE, Operator.SO, "m" + i))
                .toList();
    }

    /** A subquery for each of 500 comparisons keeps a core of the database busy until the timeout of the query. */
    @Test
    void manyAlternativesInAList_shareASubquery() {
        String condition = condition(new Filter.Or<>(messages(500)));
        assertThat(condition).containsOnlyOnce("(select ");
        assertThat(condition(
                        new Filter.Or<>(List.of(comparison("user", Operator.EQ, "jo"), new Filter.Or<>(messages(2))))))
                .isEqualTo("((exists (select 1 from execution_result_detail d where d.result_id = r.id"
                        + " and d.execution_id = r.execution_id and ((d.q_message like :f0 escape '!' or"
                        + " d.q_message like :f1 escape '!'))) or ((s.q_user = :f2))))");
    }

    @Test
    void manyConditionsOnAList_shareASubqueryAndLeaveTheOthersOutside() {
        List<Filter<ExecutionSession>> conditions = new ArrayList<>(messages(250));
        conditions.add(comparison("user", Operator.EQ, "jo"));
        messages(250)
                .forEach(message ->
                        conditions.add(new Filter.Or<>(List.of(message, comparison("retries", Operator.GT, 1L)))));
        assertThat(condition(new Filter.And<>(conditions)))
                .startsWith("((s.q_user = :f0)) and (select (")
                .containsOnlyOnce("(select ");
    }

    @Test
    void fewConditionsOnAList_haveASubqueryEach() {
        assertThat(condition(new Filter.And<>(messages(2))))
                .doesNotContain("bool_or")
                .contains(" and exists (");
    }

    private static Filter<ExecutionSession> comparison(String path, Operator operator, Object value) {
        return new Filter.Comparison<>(QueryableProperties.SESSIONS.find(path).orElseThrow(), operator, value);
    }

    /** A B-tree of PostgreSQL has no place for long texts. */
    @Test
    void indexedTexts_areFoundByTheirFirstCharactersOnPostgresql() {
        Dialect postgresql = new PostgresqlDialect();
        String emoji = "\uD83D\uDE00";
        List<Filter<ExecutionSession>> users = Stream.of("jo", emoji.repeat(499), "x".repeat(500))
                .<Filter<ExecutionSession>>map(user -> comparison("user", Operator.EQ, user))
                .toList();
        assertThat(FilterSql.of(users.get(0), Table.SESSION, postgresql).condition())
                .isEqualTo("((left(s.q_user, 500) = :f0))");
        assertThat(FilterSql.of(new Filter.Or<>(users), Table.SESSION, postgresql)
                        .condition())
                .isEqualTo("(((left(s.q_user, 500) in (:f0, :f1) or s.q_user = :f2)))");
        assertThat(FilterSql.of(comparison("app.name", Operator.EQ, "jo"), Table.SESSION, postgresql)
                        .condition())
                .isEqualTo("(s.q_app_name = :f0)");
    }

    private static String condition(Filter<ExecutionSession> filter) {
        return FilterSql.of(filter, Table.SESSION, new H2Dialect()).condition();
    }
}
