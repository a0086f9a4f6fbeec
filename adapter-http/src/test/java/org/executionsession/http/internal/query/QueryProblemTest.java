package org.executionsession.http.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.domain.query.text.OrderByParser;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemWriter;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryProblemTest {

    static Stream<String> hostileFilters() {
        return Stream.of(
                "(".repeat(100_000),
                ")".repeat(100_000),
                "(".repeat(FilterParser.MAX_LENGTH),
                "()".repeat(FilterParser.MAX_LENGTH / 2),
                "x".repeat(1024 * 1024),
                "x".repeat(FilterParser.MAX_LENGTH),
                "retries eq " + "9".repeat(FilterParser.MAX_LENGTH - 20),
                "user eq '" + "\\".repeat(FilterParser.MAX_LENGTH - 20),
                "user eq '" + "'".repeat(FilterParser.MAX_LENGTH - 12),
                "user eq 'a\u0000'",
                "user eq '\ud83d'",
                "\ude00\ud83d eq 1",
                "\u0000",
                "retries\u0000eq 1",
                "'",
                "\"",
                "\\",
                "user eq '';drop table execution_session;--'",
                "user eq \u2018a\u2019",
                "\u202eresu eq 'a'",
                "<script>alert(1)</script>");
    }

    @ParameterizedTest
    @MethodSource("hostileFilters")
    void hostileFilter_isRejectedWithAShortJsonResponse(String text) {
        isShortJson(() -> FilterParser.parse(text, QueryableProperties.SESSIONS));
    }

    static Stream<String> hostileOrders() {
        return Stream.of(
                ",".repeat(100_000),
                "x".repeat(1024 * 1024),
                "id ".repeat(100_000),
                "\ud83d",
                "\u0000",
                "id;drop table x");
    }

    @ParameterizedTest
    @MethodSource("hostileOrders")
    void hostileOrder_isRejectedWithAShortJsonResponse(String text) {
        isShortJson(() -> OrderByParser.parse(text, QueryableProperties.SESSIONS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user eq", "nothing eq 1", "()", "retries eq 1)"})
    void malformedFilter_isRejectedWithOneErrorAndItsPosition(String text) {
        Problem problem = problem(() -> FilterParser.parse(text, QueryableProperties.SESSIONS));

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.errors()).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEmpty();
            assertThat(fault.message()).startsWith("at character ");
            assertThat(problem.detail()).endsWith(fault.message());
        });
    }

    private static void isShortJson(ThrowingCallable parser) {
        Problem problem = problem(parser);

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).hasSizeLessThan(300);
        assertThat(TestResponse.json(ProblemWriter.write(problem, null))
                        .get("detail")
                        .textValue())
                .isEqualTo(problem.detail());
    }

    private static Problem problem(ThrowingCallable parser) {
        return QueryProblem.of(catchThrowableOfType(InvalidQueryException.class, parser));
    }
}
