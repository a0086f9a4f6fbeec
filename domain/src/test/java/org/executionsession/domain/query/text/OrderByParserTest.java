package org.executionsession.domain.query.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Stream;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderByParserTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " \t"})
    void anAbsentOrder_isEmpty(String text) {
        assertThat(parse(text)).isEmpty();
    }

    static Stream<Arguments> orders() {
        return Stream.of(
                Arguments.of("retries", List.of(by("retries", false))),
                Arguments.of(" RETRIES  Desc ", List.of(by("retries", true))),
                Arguments.of("user asc,retries", List.of(by("user", false), by("retries", false))),
                Arguments.of(
                        "executionResult.Status, executionresult.startTime DESC ,id",
                        List.of(
                                by("executionResult.status", false),
                                by("executionResult.startTime", true),
                                by("id", false))),
                Arguments.of("id desc, id", List.of(by("id", true), by("id", false))));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void order_isParsed(String text, List<SortKey<ExecutionSession>> expected) {
        assertThat(parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            retrys                            | 1  | did you mean 'retries'?
            user, x desc                      | 7  | there is no property 'x' of ExecutionSession
            user descending                   | 6  | expected 'asc', 'desc', ',' or the end, but found 'descending'
            user desc retries                 | 11 | expected ',' or the end, but found 'retries'
            user desc,                        | 11 | expected the name of a property
            user,,id                          | 6  | expected the name of a property
            ,                                 | 1  | expected the name of a property
            desc                              | 1  | there is no property 'desc'
            id, executionResult.details.message | 5  | 'executionResult.details.message' has several values
            """)
    void malformedText_isRejectedWithPositionAndExpectation(String text, int position, String message) {
        InvalidQueryException rejection = rejection(text);

        assertThat(rejection.getMessage())
                .startsWith("Cannot parse the order at character " + position + ": ")
                .contains(message);
        assertThat(rejection.position()).hasValue(position);
        assertThat(rejection.getMessage()).endsWith(rejection.ruleAtPosition());
        assertThat(rejection.ruleAtPosition()).endsWith(rejection.rule());
    }

    @Test
    void tooManyKeys_areRejected() {
        String most = "id" + ",id".repeat(OrderByParser.MAX_KEYS - 1);

        assertThat(parse(most)).hasSize(OrderByParser.MAX_KEYS);
        assertThat(rejection(most + ",id").getMessage()).contains("more than 20 keys");
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void hostileText_isRejectedWithAShortPrintableMessage(String text) {
        InvalidQueryException rejection = rejection(text);

        assertThat(rejection.getMessage()).hasSizeLessThan(300);
        assertThat(rejection.getMessage().codePoints())
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    static Stream<String> hostileTexts() {
        return Stream.of(
                ",".repeat(100_000),
                "x".repeat(1024 * 1024),
                "id ".repeat(100_000),
                "\ud83d",
                "\u0000",
                "id;drop table x");
    }

    private static List<SortKey<ExecutionSession>> parse(String text) {
        return OrderByParser.parse(text, QueryableProperties.SESSIONS);
    }

    private static InvalidQueryException rejection(String text) {
        return catchThrowableOfType(InvalidQueryException.class, () -> parse(text));
    }

    private static SortKey<ExecutionSession> by(String path, boolean descending) {
        return new SortKey<>(QueryableProperties.SESSIONS.find(path).orElseThrow(), descending);
    }
}
