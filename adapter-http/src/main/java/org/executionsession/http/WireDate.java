package org.executionsession.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates on the wire, contract part 9: written in UTC with three fraction digits and {@code Z}, "no date" as the first
 * day of 1753; read with any offset, none meaning UTC, with or without a fraction, and with a blank for the {@code T}.
 */
final class WireDate {

    private static final Instant NONE = Instant.parse("1753-01-01T00:00:00Z");

    private static final DateTimeFormatter WRITTEN =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /** The form alone. Not a formatter's pattern: its optional parts can all be there, or none, where one is meant. */
    private static final Pattern READ = Pattern.compile("(?<date>\\d{4}-\\d\\d-\\d\\d)[Tt ]"
            + "(?<time>\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?)"
            + "(?<offset>[Zz]|[+-]\\d\\d(:?\\d\\d)?)?");

    private WireDate() {}

    static String format(Instant date) {
        return WRITTEN.format(date == null ? NONE : date);
    }

    /**
     * Reads a date, to the millisecond.
     *
     * @return null for the wire's "no date"
     * @throws DateTimeException when the text is not a date
     */
    static Instant parse(String text) {
        Matcher form = READ.matcher(text);
        if (!form.matches()) {
            throw new DateTimeException("not the form of a date");
        }
        String offset = form.group("offset");
        Instant date = LocalDate.parse(form.group("date"))
                .atTime(LocalTime.parse(form.group("time")))
                .toInstant(offset == null ? ZoneOffset.UTC : ZoneOffset.of(offset.toUpperCase(Locale.ROOT)))
                .truncatedTo(ChronoUnit.MILLIS);
        return NONE.equals(date) ? null : date;
    }
}
