package org.executionsession.domain.query.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.domain.query.text.SessionFilters.is;
import static org.executionsession.domain.query.text.SessionFilters.parse;
import static org.executionsession.domain.query.text.SessionFilters.rejection;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
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

/** The texts that the parser accepts, and the filters that it makes of them. */
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
}
