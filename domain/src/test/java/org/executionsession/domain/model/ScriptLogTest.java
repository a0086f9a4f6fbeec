package org.executionsession.domain.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptLogTest {

    private static final String SMILE = "\ud83d\ude00";

    @Test
    void textUpToTheLimit_isKept() {
        String text = "x".repeat(ScriptLog.LENGTH_MAX);
        assertThat(new ScriptLog(text).text()).isEqualTo(text);
        assertThat(new ScriptLog(text).size()).isEqualTo(ScriptLog.LENGTH_MAX);
        assertThat(new ScriptLog("").size()).isZero();
        assertThat(new ScriptLog(SMILE).size()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100, 1_000_000, 20_000_000})
    void longerText_keepsItsBeginningAndEnd(int more) {
        String text = "first" + "x".repeat(ScriptLog.LENGTH_MAX + more - 9) + "last";
        String stored = new ScriptLog(text).text();
        assertThat(stored).startsWith("first").endsWith("last").hasSizeLessThanOrEqualTo(ScriptLog.LENGTH_MAX);
        String line = stored.lines().skip(1).findFirst().orElseThrow();
        int leftOut = Integer.parseInt(line.replaceAll("\\D", ""));
        assertThat(line).isEqualTo("... " + leftOut + " characters of the script log were left out ...");
        assertThat(stored.length() - line.length() - 2 + leftOut).isEqualTo(text.length());
        assertThat(new ScriptLog(stored).text()).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x"})
    void noCharacter_isCutInTwo(String before) {
        String stored = new ScriptLog(before + SMILE.repeat(ScriptLog.LENGTH_MAX) + before).text();
        assertThat(stored).hasSizeLessThanOrEqualTo(ScriptLog.LENGTH_MAX).doesNotContain("?");
        assertThat(new ScriptLog(stored).text()).isEqualTo(stored);
    }

    @Test
    void unpairedSurrogates_areReplaced() {
        assertThat(new ScriptLog("a\ud83d\nb\ude00").text()).isEqualTo("a?\nb?");
    }
}
