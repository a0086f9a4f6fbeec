package org.executionsession.domain.query.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.domain.query.text.SessionFilters.is;
import static org.executionsession.domain.query.text.SessionFilters.parse;
import static org.executionsession.domain.query.text.SessionFilters.rejection;

import java.util.stream.Stream;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that the parser rejects: with what message, and within which limits. */
class FilterRejectionTest {

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
                    .isEqualTo(is("retries", Operator.EQ, 1L));
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
}
