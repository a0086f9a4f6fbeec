package org.executionsession.domain.query.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Attribute;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.ValueKind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {

    private static final UUID ID = UUID.fromString("046b6c7f-0b8a-43b9-b35d-6489e6daee91");

    private static final Filter<ExecutionSession> A = is("retries", Operator.EQ, 1L);
    private static final Filter<ExecutionSession> B = is("user", Operator.EQ, "b");
    private static final Filter<ExecutionSession> C = is("abortReason", Operator.EQ, 3);

    @Nested
    class Comparisons {

        static Stream<Arguments> comparisons() {
            return Stream.of(
                    Arguments.of("id eq " + ID, is("id", Operator.EQ, ID)),
                    Arguments.of("id eq '" + ID + "'", is("id", Operator.EQ, ID)),
                    Arguments.of("id eq {" + ID + "}", is("id", Operator.EQ, ID)),
                    Arguments.of("id eq '{" + ID.toString().toUpperCase(Locale.ROOT) + "}'", is("id", Operator.EQ, ID)),
                    Arguments.of("id eq " + ID.toString().replace("-", ""), is("id", Operator.EQ, ID)),
                    Arguments.of("id ne " + ID.toString().toUpperCase(Locale.ROOT), is("id", Operator.NE, ID)),
                    Arguments.of(
                            "reloadTask.id eq 00000000-0000-0000-0000-000000000000",
                            is("reloadTask.id", Operator.EQ, Property.NO_ID)),
                    Arguments.of("user eq null", isNull(property("user"), Operator.EQ)),
                    Arguments.of("user eq 'null'", is("user", Operator.EQ, "null")),
                    Arguments.of("reloadTask.id ne NULL", isNull(property("reloadTask.id"), Operator.NE)),
                    Arguments.of("AbortAt EQ Null", isNull(property("abortAt"), Operator.EQ)),
                    Arguments.of("reloadtask NE null", isNull(association("reloadTask"), Operator.NE)),
                    Arguments.of("app.stream eq null", isNull(association("app.stream"), Operator.EQ)),
                    Arguments.of(
                            "executionResult.details ne null",
                            isNull(association("executionResult.details"), Operator.NE)),
                    Arguments.of(
                            "userSyncTask.operational.lastExecutionResult eq null",
                            isNull(association("userSyncTask.operational.lastExecutionResult"), Operator.EQ)),
                    Arguments.of(
                            "reloadTask.operational.lastExecutionResult.status eq FinishedFail",
                            is("reloadTask.operational.lastExecutionResult.status", Operator.EQ, 8)),
                    Arguments.of("RELOADTASK.NAME Sw 'a'", is("reloadTask.name", Operator.SW, "a")),
                    Arguments.of("user ew ''", is("user", Operator.EW, "")),
                    Arguments.of("user so'a'", is("user", Operator.SO, "a")),
                    Arguments.of("user eq 'empty'", is("user", Operator.EQ, "empty")),
                    Arguments.of("user eq '(x) and \"y\"'", is("user", Operator.EQ, "(x) and \"y\"")),
                    Arguments.of("user eq 'ŻÓŁĆ 漢字 \ud83d\ude00'", is("user", Operator.EQ, "ŻÓŁĆ 漢字 \ud83d\ude00")),
                    Arguments.of("retries gt 5", is("retries", Operator.GT, 5L)),
                    Arguments.of("retries le '-5'", is("retries", Operator.LE, -5L)),
                    Arguments.of("retries lt " + Long.MAX_VALUE, is("retries", Operator.LT, Long.MAX_VALUE)),
                    Arguments.of("retries ge " + Long.MIN_VALUE, is("retries", Operator.GE, Long.MIN_VALUE)),
                    Arguments.of("executionResult.status eq 8", is("executionResult.status", Operator.EQ, 8)),
                    Arguments.of("executionResult.status eq '8'", is("executionResult.status", Operator.EQ, 8)),
                    Arguments.of("executionResult.status ne 4711", is("executionResult.status", Operator.NE, 4711)),
                    Arguments.of(
                            "executionresult.Status GE FinishedFail", is("executionResult.status", Operator.GE, 8)),
                    Arguments.of(
                            "executionResult.status EQ finishedfail", is("executionResult.status", Operator.EQ, 8)),
                    Arguments.of("executionResult.status eq 'Error'", is("executionResult.status", Operator.EQ, 11)),
                    Arguments.of("reloadTask.enabled eq true", is("reloadTask.enabled", Operator.EQ, true)),
                    Arguments.of("reloadTask.enabled ne 'FALSE'", is("reloadTask.enabled", Operator.NE, false)),
                    Arguments.of(
                            "executionResult.details.message so 'scriptlog'",
                            is("executionResult.details.message", Operator.SO, "scriptlog")));
        }

        @ParameterizedTest
        @MethodSource("comparisons")
        void comparison_isParsed(String text, Filter<ExecutionSession> expected) {
            assertThat(parse(text)).isEqualTo(expected);
            assertThat(parse(" (\t" + text + "\n) ")).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource(quoteCharacter = '"', textBlock = """
                '2012-05-09 12:00:00', 2012-05-09T12:00:00Z
                '2012-05-09T12:00:00', 2012-05-09T12:00:00Z
                '2012-05-09T12:00:00Z', 2012-05-09T12:00:00Z
                '2012-05-09t12:00:00.120z', 2012-05-09T12:00:00.120Z
                '2012-05-09T12:00', 2012-05-09T12:00:00Z
                '2012-05-09', 2012-05-09T00:00:00Z
                2012-05-09, 2012-05-09T00:00:00Z
                '2012-05-09T14:00:00+02:00', 2012-05-09T12:00:00Z
                2012-05-09T12:00:00.000Z, 2012-05-09T12:00:00Z
                '1753-01-01T00:00:00.000Z', 1753-01-01T00:00:00Z
                '9999-12-30T23:59:59.999Z', 9999-12-30T23:59:59.999Z
                '2012-05-09T12:00:00.1239Z', 2012-05-09T12:00:00.123900Z
                '0001-01-01T00:00:00.000000001Z', 0001-01-01T00:00:00.000000001Z
                '1753-01-01T00:00:00.0001Z', 1753-01-01T00:00:00.000100Z
                '9999-12-31T23:59:59.999999999Z', 9999-12-31T23:59:59.999999999Z
                """)
        void date_isParsedInEveryFormat(String value, Instant expected) {
            assertThat(parse("executionResult.startTime ge " + value))
                    .isEqualTo(is("executionResult.startTime", Operator.GE, expected));
        }

        @ParameterizedTest
        @CsvSource(quoteCharacter = '"', textBlock = """
                'it\\'s', it's
                'it''s', it's
                '''', '
                '\\'', '
                '\\\\', \\
                'DIR\\name', DIR\\name
                'a\\\\\\'b', a\\'b
                'a\\n', a\\n
                '\\\\''', \\'
                """)
        void quotesAndBackslashes_areParsedInQuotes(String quoted, String expected) {
            assertThat(parse("user eq " + quoted)).isEqualTo(is("user", Operator.EQ, expected));
        }

        static Stream<Arguments> operatorsOfKinds() {
            return QueryableProperties.SESSIONS.properties().stream()
                    .flatMap(
                            property -> Stream.of(Operator.values()).map(operator -> Arguments.of(property, operator)));
        }

        @ParameterizedTest
        @MethodSource("operatorsOfKinds")
        void operator_isRejectedUnlessItsKindAllowsIt(Property<ExecutionSession> property, Operator operator) {
            String text = property + " " + operator.symbol() + " " + text(sample(property.kind()));
            if (property.kind().operators().contains(operator)) {
                assertThat(parse(text)).isEqualTo(new Filter.Comparison<>(property, operator, sample(property.kind())));
            } else {
                assertThat(rejection(text).getMessage())
                        .startsWith("Cannot parse the expression at character "
                                + (property.path().length() + 2))
                        .contains("but not by '" + operator.symbol() + "'");
            }
        }

        @Test
        void filter_isParsedWithTheGivenProperties() {
            assertThat(FilterParser.parse("ExecutionId eq " + ID, QueryableProperties.RESULTS))
                    .isEqualTo(new Filter.Comparison<ExecutionResultEntity>(
                            QueryableProperties.RESULTS.find("executionID").orElseThrow(), Operator.EQ, ID));
        }

        private static Property<ExecutionSession> property(String path) {
            return QueryableProperties.SESSIONS.find(path).orElseThrow();
        }

        private static Association<ExecutionSession> association(String path) {
            return QueryableProperties.SESSIONS.findAssociation(path).orElseThrow();
        }

        private static Filter<ExecutionSession> isNull(Attribute<ExecutionSession> attribute, Operator operator) {
            return new Filter.NullComparison<>(attribute, operator);
        }

        private static Object sample(ValueKind kind) {
            return switch (kind) {
                case TEXT -> "it's \\ a text";
                case GUID -> ID;
                case NUMBER -> 42L;
                case ENUM -> 2;
                case DATE -> Instant.parse("2026-01-31T12:00:00.500Z");
                case BOOLEAN -> true;
            };
        }

        private static String text(Object value) {
            if (value instanceof Instant instant) {
                return "'" + QrsDate.format(instant) + "'";
            }
            return value instanceof String string
                    ? "'" + string.replace("\\", "\\\\").replace("'", "\\'") + "'"
                    : value.toString();
        }
    }

    /** Comparisons that and, or and parentheses join; also an absent filter. */
    @Nested
    class Expressions {

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"", " ", "\t\r\n"})
        void anAbsentFilter_matchesAll(String text) {
            assertThat(parse(text)).isEqualTo(Filter.all());
        }

        static Stream<Arguments> expressions() {
            String a = "retries eq 1";
            String b = "user eq 'b'";
            String c = "abortReason eq DeletedTask";
            return Stream.of(
                    Arguments.of(a + " and " + b, and(List.of(A, B))),
                    Arguments.of(a + " AND " + b + " And " + c, and(List.of(A, B, C))),
                    Arguments.of(a + " or " + b + " OR " + c, or(List.of(A, B, C))),
                    Arguments.of(a + " or " + b + " and " + c, or(List.of(A, and(List.of(B, C))))),
                    Arguments.of(a + " and " + b + " or " + c, or(List.of(and(List.of(A, B)), C))),
                    Arguments.of("(" + a + " or " + b + ") and " + c, and(List.of(or(List.of(A, B)), C))),
                    Arguments.of(a + " and (" + b + " or " + c + ")", and(List.of(A, or(List.of(B, C))))),
                    Arguments.of("(" + a + ")and(" + b + ")", and(List.of(A, B))),
                    Arguments.of("(((" + a + ")) and ((" + b + ")))", and(List.of(A, B))),
                    Arguments.of(a + " and (" + b + " and " + c + ")", and(List.of(A, and(List.of(B, C))))));
        }

        @ParameterizedTest
        @MethodSource("expressions")
        void expression_isParsedWithAndBindingTighter(String text, Filter<ExecutionSession> expected) {
            assertThat(parse(text)).isEqualTo(expected);
        }

        private static Filter<ExecutionSession> and(List<Filter<ExecutionSession>> filters) {
            return new Filter.And<>(filters);
        }

        private static Filter<ExecutionSession> or(List<Filter<ExecutionSession>> filters) {
            return new Filter.Or<>(filters);
        }
    }

    @Nested
    class SyntaxErrors {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                retrys eq 1                     | 1  | did you mean 'retries'?
                reloadTask eq 1                 | 1  | did you mean 'reloadTask.id'?
                reloadTask gt null              | 15 | with null, 'reloadTask' can be compared by eq, ne, but not by 'gt'
                retries le null                 | 12 | with null, 'retries' can be compared by eq, ne, but not by 'le'
                user sw null                    | 9  | with null, 'user' can be compared by eq, ne, but not by 'sw'
                reloadTask eq 'null'            | 1  | 'reloadTask' can be compared only with null, by eq, ne; did you mean 'reloadTask.id'?
                reloadTask                      | 1  | only with null
                app is null                     | 1  | only with null
                startTime ge '2012-05-09 12:00' | 1  | did you mean 'executionResult.startTime'?
                @custom eq 1                    | 1  | no property '@custom' of ExecutionSession
                not retries eq 1                | 1  | the keyword 'not' is not supported
                user not 'a'                    | 6  | the keyword 'not' is not supported
                user eq empty                   | 9  | the keyword 'empty' is not supported
                id ne Me                        | 7  | the keyword 'Me' is not supported
                user eq bare                    | 9  | expected a text in single quotes
                user eq "a"                     | 9  | single quotes
                user eq 'a                      | 9  | the quote is not closed
                user eq 'a\\'                   | 9  | the quote is not closed
                user                            | 5  | expected an operator for 'user' (eq, ne, sw, ew, so), but found the end
                user 'a'                        | 6  | expected an operator
                user is 'a'                     | 6  | expected an operator for 'user' (eq, ne, sw, ew, so), but found 'is'
                user gt 'a'                     | 6  | 'user' can be compared by eq, ne, sw, ew, so, but not by 'gt'
                id gt 1                         | 4  | 'id' can be compared by eq, ne, but not by 'gt'
                retries eq                      | 11 | expected a whole number, but found the end
                retries eq )                    | 12 | expected a whole number, but found ')'
                retries eq 1.5                  | 12 | expected a whole number, but found '1.5'
                retries eq ٣                    | 12 | expected a whole number
                retries eq +1                   | 12 | expected a whole number
                retries eq 9223372036854775808  | 12 | expected a whole number
                abortReason eq Bored            | 16 | expected a number or one of Undefined, Manual, Timeout, DeletedTask
                abortReason eq 2147483648       | 16 | expected a number or one of
                id eq 1-1-1-1-1                 | 7  | expected a GUID
                reloadTask.enabled eq 1         | 23 | expected true or false
                abortAt eq 'today'              | 12 | expected a date in single quotes
                abortAt eq '2012-02-30 12:00:00'| 12 | expected a date in single quotes
                abortAt eq '+12012-02-01 12:00' | 12 | expected a date in single quotes
                abortAt eq '0000-02-01 12:00'   | 12 | expected a date in single quotes
                abortAt eq 2012-02-01 12:00     | 23 | expected 'and', 'or' or the end, but found '12:00'
                id eq {046b6c7f-0b8a-43b9-b35d-6489e6daee91 | 7 | expected a GUID
                id eq {046b6c7f0b8a43b9b35d6489e6daee91}    | 7 | expected a GUID
                retries eq 1 retries eq 2       | 14 | expected 'and', 'or' or the end, but found 'retries'
                retries eq 1)                   | 13 | there is no '(' for this ')'
                (retries eq 1                   | 14 | the ')' for the '(' at character 1, but found the end
                retries eq 1 and                | 17 | expected the name of a property or '(', but found the end
                or retries eq 1                 | 1  | expected the name of a property or '(', but found 'or'
                retries eq 1 and or user eq 'a' | 18 | expected the name of a property or '(', but found 'or'
                'user' eq 'a'                   | 1  | expected the name of a property
                user eq '😀' und                | 13 | expected 'and', 'or' or the end, but found 'und'
                """)
        void malformedText_isRejectedWithPositionAndExpectation(String text, int position, String message) {
            InvalidQueryException rejection = rejection(text);

            assertThat(rejection.getMessage())
                    .startsWith("Cannot parse the expression at character " + position + ": ")
                    .contains(message);
            assertThat(rejection.position()).hasValue(position);
            assertThat(rejection.getMessage()).endsWith(rejection.ruleAtPosition());
            assertThat(rejection.ruleAtPosition()).endsWith(rejection.rule());
        }

        @ParameterizedTest
        @CsvSource(textBlock = """
                (), 1
                retries eq 1 and ( ), 18
                ((())), 3
                """)
        void emptyGroup_isRejectedWithTheMessageOfTheContract(String text, int position) {
            assertThat(rejection(text).getMessage())
                    .isEqualTo("Invalid expression at character " + position + ": the parentheses are empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"user ne 'a\u0000'", "user ne '\ud83d'"})
        void textThatAStoreCannotHold_isRejected(String text) {
            assertThat(rejection(text).getMessage())
                    .startsWith("Cannot parse the expression at character 9: the text must not contain ");
        }
    }

    @Nested
    class LimitsAndHostileTexts {

        @Test
        void filterAtItsLimits_isParsedAndBeyondThemRejected() {
            int depth = FilterParser.MAX_DEPTH;
            assertThat(parse("(".repeat(depth) + "retries eq 1" + ")".repeat(depth)))
                    .isEqualTo(A);
            assertThat(rejection("(".repeat(depth + 1) + "retries eq 1" + ")".repeat(depth + 1))
                            .getMessage())
                    .contains("at character 51", "nested deeper than 50");

            String many = "retries eq 1 or ".repeat(FilterParser.MAX_COMPARISONS - 1) + "retries eq 1";
            assertThat(((Filter.Or<ExecutionSession>) parse(many)).filters()).hasSize(FilterParser.MAX_COMPARISONS);
            assertThat(rejection(many + " or retries eq 1").getMessage()).contains("more than 500 comparisons");

            String longest = "user eq '" + "x".repeat(FilterParser.MAX_LENGTH - 10) + "'";
            assertThat(parse(longest)).isNotNull();
            assertThat(rejection(longest + " ").getMessage())
                    .isEqualTo("Cannot parse the expression: it is longer than 60000 characters");
        }

        static Stream<String> hostileTexts() {
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
        @MethodSource("hostileTexts")
        void hostileText_isRejectedWithAShortPrintableMessage(String text) {
            InvalidQueryException rejection = rejection(text);

            assertThat(rejection.getMessage()).hasSizeLessThan(300);
            assertThat(rejection.getMessage().codePoints())
                    .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        }
    }

    private static Filter<ExecutionSession> parse(String text) {
        return FilterParser.parse(text, QueryableProperties.SESSIONS);
    }

    private static InvalidQueryException rejection(String text) {
        return catchThrowableOfType(InvalidQueryException.class, () -> parse(text));
    }

    private static Filter<ExecutionSession> is(String path, Operator operator, Object value) {
        return new Filter.Comparison<>(QueryableProperties.SESSIONS.find(path).orElseThrow(), operator, value);
    }
}
