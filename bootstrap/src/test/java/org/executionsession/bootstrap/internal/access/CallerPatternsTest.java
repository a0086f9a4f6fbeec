package org.executionsession.bootstrap.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.executionsession.domain.model.Caller;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class CallerPatternsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "A\\a, A\\b|A|b",
                " A\\a\t,\u00a0A\\b |a|B",
                "A\\a , A\\b|A|a",
                "ACME\\sched*-*|acme|SCHEDULER-7",
                "*\\*|anything|at all",
                "A\\a*b*c|A|abbc",
                "A\\*a*|A|xax",
                "A\\**x|A|x",
                "A\\jürgen|a|JüRGEN"
            })
    void aCaller_matchesItsPattern(String patterns, String directory, String user) {
        assertThat(read(patterns).match(new Caller(directory, user))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ACME\\admin|ACME|adm\u0131n",
                "ACME\\admin|ACME|adm\u0130n",
                "ACME\\admin|ACME|\uff41dmin",
                "ACME\\admin|\u0410CME|admin",
                "ACME\\admin|ACME|admin\u0301",
                "ACME\\ops|ACME|op\u017f",
                "ACME\\kim|ACME|\u212aim",
                "ACME\\adm\u0131n|ACME|admin",
                "ACME\\admi*|ACME|adm\u0131n",
                "A\\jürgen|A|JÜRGEN",
                "A\\a*b*c|A|acb",
                "A\\ab*ba|A|aba",
                "A*\\b|A|x\\b"
            })
    void anotherCaller_doesNotMatch(String patterns, String directory, String user) {
        assertThat(read(patterns).match(new Caller(directory, user))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|pattern 1 of '' is empty",
                "A\\a,|pattern 2 of 'A\\a,' is empty",
                "A\\a,,A\\b|pattern 2 of 'A\\a,,A\\b' is empty",
                "A\\a, ,A\\b|pattern 2 of 'A\\a, ,A\\b' is empty",
                "jo|pattern 1 of 'jo' must be of the form DIR\\user with one backslash, such as ACME\\*",
                "A\\a,A/b|pattern 2 of 'A\\a,A/b' must be of the form DIR\\user with one backslash, such as ACME\\*",
                "A\\\\a|pattern 1 of 'A\\\\a' must be of the form DIR\\user with one backslash, such as ACME\\*",
                "A \\a|pattern 1 of 'A \\a' must not have a blank at the start or end of its directory",
                "A\\ a|pattern 1 of 'A\\ a' must not have a blank at the start or end of its user",
                "A\\a\u200b|pattern 1 of 'A\\a\u200b' contains the character U+200B, which names must not contain",
                "A\\j\uFFFDrgen|pattern 1 of 'A\\j\uFFFDrgen' contains the character U+FFFD, which names must not contain"
            })
    void aMalformedPattern_isRejectedWithItsPosition(String patterns, String message) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> read(patterns))
                .withMessage(message);
    }

    /** A regular expression would take longer than anybody waits. */
    @ParameterizedTest
    @ValueSource(strings = {"a*a*a*a*b", "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "*aa*aaa*aaaa*aaaaa*aaaaaa*ab"})
    void aHostilePattern_isMatchedInLinearTime(String user) {
        Caller caller = new Caller("A", "a".repeat(Caller.NAME_MAX));
        CallerPatterns patterns = read("A\\" + user);
        for (int i = 0; i < 1_000; i++) {
            assertThat(patterns.match(caller)).isFalse();
        }
    }

    /** Against the plainest definition of a wildcard there is. */
    @RepeatedTest(2_000)
    void aWildcard_matchesByItsDefinition(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String pattern = anyOf("ab**", random);
        String text = anyOf("ab", random);
        assertThat(new Wildcard(pattern).matches(text))
                .as("'%s' and '%s'", pattern, text)
                .isEqualTo(matches(pattern, text));
    }

    @Test
    void anEmptyPattern_matchesTheEmptyTextAlone() {
        assertThat(new Wildcard("").matches("")).isTrue();
        assertThat(new Wildcard("").matches("a")).isFalse();
    }

    private static boolean matches(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return matches(pattern.substring(1), text) || !text.isEmpty() && matches(pattern, text.substring(1));
        }
        return !text.isEmpty()
                && pattern.charAt(0) == text.charAt(0)
                && matches(pattern.substring(1), text.substring(1));
    }

    private static String anyOf(String characters, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private static CallerPatterns read(String patterns) {
        return new CallerPatterns.Converter().convert(patterns);
    }
}
