package org.executionsession.http.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.executionsession.domain.model.ChangeCursor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    @ParameterizedTest
    @CsvSource({"4711, 4711", "4711-0, 4710", "4711-3, 4711-2", "4711-3s, 4711-3", "0, 0"})
    void anId_isReadAsItWasWritten(String text, String next) {
        EventId id = EventId.parse(text).orElseThrow();
        assertThat(id).hasToString(text);
        assertThat(id.next()).hasToString(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "x", "-1", "4711-", "4711-3ss", "4711-3 ", "99999999999999999999", "4711-3-1"})
    void anotherText_isNoId(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }

    @Test
    void theEventOfASession_followsThatOfItsResult() {
        ChangeCursor cursor = new ChangeCursor(7, 1);
        assertThat(new EventId(cursor, false))
                .isLessThan(EventId.behind(cursor))
                .isGreaterThan(EventId.behind(new ChangeCursor(7, 0)));
        assertThat(EventId.behind(cursor)).isLessThan(new EventId(new ChangeCursor(7, 2), false));
    }
}
