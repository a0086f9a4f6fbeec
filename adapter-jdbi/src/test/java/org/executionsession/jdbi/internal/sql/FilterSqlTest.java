package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.QueryableProperties;
import org.junit.jupiter.api.Test;

class FilterSqlTest {

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

    private static Filter<ExecutionSession> comparison(String path, Operator operator, Object value) {
        return new Filter.Comparison<>(QueryableProperties.SESSIONS.find(path).orElseThrow(), operator, value);
    }

    private static String condition(Filter<ExecutionSession> filter) {
        return FilterSql.of(filter, Table.SESSION).condition();
    }
}
