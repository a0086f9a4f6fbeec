package org.executionsession.http;

import static java.time.temporal.ChronoField.HOUR_OF_DAY;
import static java.time.temporal.ChronoField.MINUTE_OF_HOUR;
import static java.time.temporal.ChronoField.NANO_OF_SECOND;
import static java.time.temporal.ChronoField.SECOND_OF_MINUTE;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/**
 * Dates on the wire, contract part 9: written in UTC with three fraction digits and {@code Z}, "no date" as the first
 * day of 1753; read with any offset, none meaning UTC, with or without a fraction, and with a blank for the {@code T}.
 */
final class WireDate {

    private static final Instant NONE = Instant.parse("1753-01-01T00:00:00Z");

    private static final DateTimeFormatter WRITTEN =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .appendValue(HOUR_OF_DAY, 2)
            .appendLiteral(':')
            .appendValue(MINUTE_OF_HOUR, 2)
            .optionalStart()
            .appendLiteral(':')
            .appendValue(SECOND_OF_MINUTE, 2)
            .optionalStart()
            .appendFraction(NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .optionalEnd()
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private WireDate() {}

    static String format(Instant date) {
        return WRITTEN.format(date == null ? NONE : date);
    }

    /**
     * Reads a date.
     *
     * @return null for the wire's "no date"
     * @throws DateTimeException when the text is not a date
     */
    static Instant parse(String text) {
        TemporalAccessor read = READ.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        Instant date = read instanceof OffsetDateTime withOffset
                ? withOffset.toInstant()
                : ((LocalDateTime) read).toInstant(ZoneOffset.UTC);
        return NONE.equals(date) ? null : date;
    }
}
