package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.QueryableProperties;
import org.junit.jupiter.api.Test;

class FilterFingerprintTest {

    private static final Filter<ExecutionSession> A = comparison("user", Operator.EQ, "a");
    private static final Filter<ExecutionSession> B = comparison("user", Operator.EQ, "b");

    private static Filter<ExecutionSession> comparison(String property, Operator operator, Object value) {
        return new Filter.Comparison<>(
                QueryableProperties.SESSIONS.find(property).orElseThrow(), operator, value);
    }

    @Test
    void differentFilters_haveDifferentFingerprints() {
        Stream<Filter<ExecutionSession>> filters = Stream.of(
                Filter.all(),
                new Filter.Or<>(List.of()),
                new Filter.OneOf<>(Set.of()),
                new Filter.OneOf<>(Set.of(new UUID(0, 1))),
                A,
                B,
                comparison("user", Operator.NE, "a"),
                comparison("user", Operator.EQ, "null"),
                new Filter.NullComparison<>(
                        QueryableProperties.SESSIONS.find("user").orElseThrow(), Operator.EQ),
                new Filter.NullComparison<>(
                        QueryableProperties.SESSIONS.find("user").orElseThrow(), Operator.NE),
                new Filter.NullComparison<>(
                        QueryableProperties.SESSIONS.findAssociation("app").orElseThrow(), Operator.EQ),
                new Filter.NullComparison<>(
                        QueryableProperties.SESSIONS
                                .findAssociation("app.stream")
                                .orElseThrow(),
                        Operator.EQ),
                comparison("modifiedByUserName", Operator.EQ, "a"),
                comparison("user", Operator.EQ, "a], " + B),
                new Filter.And<>(List.of(A)),
                new Filter.And<>(List.of(A, B)),
                new Filter.And<>(List.of(B, A)),
                new Filter.And<>(List.of(A, new Filter.And<>(List.of(B)))),
                new Filter.And<>(List.of(new Filter.And<>(List.of(A)), B)),
                new Filter.Or<>(List.of(A, B)));
        assertThat(filters.map(filter -> FilterFingerprint.of(filter).toList())).doesNotHaveDuplicates();
    }

    @Test
    void equalFilters_haveTheSameFingerprintInEveryVersion() {
        UUID one = UUID.fromString("046b6c7f-0b8a-43b9-b35d-6489e6daee91");
        UUID other = UUID.fromString("146b6c7f-0b8a-43b9-b35d-6489e6daee91");
        Filter<ExecutionSession> filter =
                new Filter.And<>(List.of(new Filter.OneOf<ExecutionSession>(Set.of(other, one)), A));
        assertThat(FilterFingerprint.of(filter))
                .containsExactly(
                        "and", "2", "one of", "2", one.toString(), other.toString(), "comparison", "user", "eq", "a");
    }
}
