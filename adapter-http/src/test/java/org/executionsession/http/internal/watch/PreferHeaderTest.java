package org.executionsession.http.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=10 | 10",
                "WAIT=10 | 10",
                "wait=0 | 0",
                "wait = 10 | 10",
                "wait=\"10\" | 10",
                "respond-async, wait=10 | 10",
                "respond-async,wait=10,handling=lenient | 10",
                "return=minimal; foo=\"a, wait=3; b\", wait=10 | 10",
                "foo=\"wait=3, \\\"\", wait=10; priority=\"5\" | 10",
                "foo; bar, wait=10 ; x | 10",
                ", , wait=10 | 10",
                "wait=10, wait=20 | 10",
                "wait=007 | 7",
                "wait=99999999999999999999 | 2147483647"
            })
    void aWait_isRead(String header, long seconds) {
        assertThat(PreferHeader.waitOf(List.of(header))).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait",
                "wait=",
                "wait=-1",
                "wait=1.5",
                "wait=1s",
                "wait=\"\"",
                "wait=\"1 \"",
                "wait=1 2",
                "wait=x, wait=5",
                "waits=10",
                "x-wait=10",
                "respond-async",
                "foo=\"wait=10\"",
                "foo=\"wait=10",
                "=10",
                "(wait=10)"
            })
    void anythingElse_isIgnored(String header) {
        assertThat(PreferHeader.waitOf(List.of(header))).isEmpty();
    }

    @Test
    void severalFields_areOneList() {
        assertThat(PreferHeader.waitOf(List.of("respond-async", "wait=5", "wait=6")))
                .contains(Duration.ofSeconds(5));
        assertThat(PreferHeader.waitOf(List.of())).isEmpty();
    }

    @Test
    void aLongHeader_isReadInLinearTime() {
        assertThat(PreferHeader.waitOf(List.of("a;".repeat(30_000) + "=\"" + "\\".repeat(10_000))))
                .isEmpty();
        assertThat(PreferHeader.waitOf(List.of(",".repeat(60_000) + "wait=1"))).contains(Duration.ofSeconds(1));
    }
}
