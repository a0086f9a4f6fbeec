package org.executionsession.domain.query.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QrsDateTest {

    @ParameterizedTest
    @CsvSource({
        "2000-01-23T04:56:07.000+00:00, 2000-01-23T04:56:07Z",
        "2000-01-23T04:56:07.000Z, 2000-01-23T04:56:07Z",
        "2000-01-23T04:56:07Z, 2000-01-23T04:56:07Z",
        "2000-01-23T04:56Z, 2000-01-23T04:56:00Z",
        "2000-01-23T04:56, 2000-01-23T04:56:00Z",
        "2017-01-11T12:05:46.000, 2017-01-11T12:05:46Z",
        "2017-01-11T12:05:46, 2017-01-11T12:05:46Z",
        "2012-05-09 12:00:00, 2012-05-09T12:00:00Z",
        "2012-05-09 12:00:00.5Z, 2012-05-09T12:00:00.500Z",
        "2000-01-23t04:56:07z, 2000-01-23T04:56:07Z",
        "2000-01-23T04:56:07+02:00, 2000-01-23T02:56:07Z",
        "2000-01-23T04:56:07-02:30, 2000-01-23T07:26:07Z",
        "2000-01-23T04:56:07+0230, 2000-01-23T02:26:07Z",
        "2000-01-23T04:56:07+02, 2000-01-23T02:56:07Z",
        "2000-01-23T04:56:07-00:00, 2000-01-23T04:56:07Z",
        "2000-01-01T00:30:00+18:00, 1999-12-31T06:30:00Z",
        "2000-01-23T04:56:07.1Z, 2000-01-23T04:56:07.100Z",
        "2000-01-23T04:56:07.12Z, 2000-01-23T04:56:07.120Z",
        // As .NET writes them; what is finer than a millisecond is not kept.
        "2000-01-23T04:56:07.1234567Z, 2000-01-23T04:56:07.123Z",
        "2000-01-23T04:56:07.123999999Z, 2000-01-23T04:56:07.123Z",
        "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z",
        "2000-02-29, 2000-02-29T00:00:00Z",
        "0001-01-01, 0001-01-01T00:00:00Z",
        "9999-12-31, 9999-12-31T00:00:00Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
        "1753-01-01T00:00:00.001Z, 1753-01-01T00:00:00.001Z",
    })
    void parse_acceptsTheFormatsOfClients(String text, String date) {
        assertThat(QrsDate.parse(text)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1753-01-01T00:00:00.000Z",
                "1753-01-01T00:00:00Z",
                "1753-01-01T00:00:00",
                "1753-01-01 00:00:00",
                "1753-01-01",
                "1753-01-01T01:00:00+01:00",
                "1753-01-01T00:00:00.0009Z"
            })
    void parse_readsTheFirstDayOf1753AsNoDate(String text) {
        assertThat(QrsDate.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "yesterday",
                "2000-01-23Z",
                "2000-01-23T",
                "2000-01-23 ",
                "2000-01-23+02:00",
                "2000-02-30",
                "2000-1-23",
                "20000123",
                "2000-01",
                "04:56:07",
                "2000-02-30T00:00:00Z",
                "2001-02-29T00:00:00Z",
                "2000-13-01T00:00:00Z",
                "2000-00-01T00:00:00Z",
                "2000-01-00T00:00:00Z",
                "2000-01-32T00:00:00Z",
                "2000-01-23T24:00:00Z",
                "2000-01-23T23:60:00Z",
                "2000-01-23T23:59:60Z",
                "2000-01-23T04Z",
                "2000-01-23T4:56:07Z",
                "2000-1-23T04:56:07Z",
                "2000-01-23T04:56:07.Z",
                "2000-01-23T04:56:07,5Z",
                "2000-01-23T04:56.5Z",
                "2000-01-23T04:56:07.1234567890Z",
                "2000-01-2304:56:07Z",
                "2000-01-23T 04:56:07Z",
                "2000-01-23  04:56:07Z",
                "2000-01-23_04:56:07Z",
                "2000-01-23T04:56:07ZZ",
                "2000-01-23T04:56:07Z+00:00",
                "2000-01-23T04:56:07+01:00+0100",
                "2000-01-23T04:56:07+01:00+01",
                "2000-01-23T04:56:07+1",
                "2000-01-23T04:56:07+01:0",
                "2000-01-23T04:56:07+18:01",
                "2000-01-23T04:56:07+01:60",
                "2000-01-23T04:56:07 Z",
                "2000-01-23T04:56:07 UTC",
                "2000-01-23T04:56:07[UTC]",
                " 2000-01-23T04:56:07Z",
                "2000-01-23T04:56:07Z ",
                "2000-01-23T04:56:07Z\n",
                "20000123T045607Z",
                "2000-023T04:56:07Z",
                "2000-W03-7T04:56:07Z",
                "+10000-01-01T00:00:00Z",
                "+2000-01-01T00:00:00Z",
                "10000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "200-01-01T00:00:00Z",
                "/Date(946702800000)/",
                "946702800000",
                "٢٠٠٠-٠١-٢٣T٠٤:٥٦:٠٧Z"
            })
    void parse_rejectsOtherFormats(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> QrsDate.parse(text));
    }

    @Test
    void format_writesUtcWithThreeFractionDigits() {
        assertThat(QrsDate.format(Instant.parse("2000-01-23T04:56:07Z"))).isEqualTo("2000-01-23T04:56:07.000Z");
        assertThat(QrsDate.format(Instant.parse("2000-01-23T00:00:00.12Z"))).isEqualTo("2000-01-23T00:00:00.120Z");
        assertThat(QrsDate.format(Instant.parse("0001-01-01T00:00:00Z"))).isEqualTo("0001-01-01T00:00:00.000Z");
        assertThat(QrsDate.format(Instant.parse("9999-12-31T23:59:59.999Z"))).isEqualTo("9999-12-31T23:59:59.999Z");
    }

    @Test
    void format_writesNoDateAsTheFirstDayOf1753() {
        assertThat(QrsDate.format(null)).isEqualTo("1753-01-01T00:00:00.000Z");
    }
}
