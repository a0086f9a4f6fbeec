package org.executionsession.domain.query.text;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Parses and formats dates (contract, part 9). It formats in UTC with three fraction digits and {@code Z}; "no date" is
 * the first day of 1753. It parses dates with any offset (default UTC), with or without a fraction, and with a blank
 * for the {@code T}. A day without a time means midnight UTC.
 *
 * <p>It does not use the formatters of the JDK: a session has about twenty dates, and the formatters would take a tenth
 * of the time of a request.
 */
public final class QrsDate {

    private static final Instant NONE = Instant.parse("1753-01-01T00:00:00Z");

    private static final int NANOS_PER_MILLI = 1_000_000;

    private final String text;
    private int position;

    private QrsDate(String text) {
        this.text = text;
    }

    /**
     * Formats a date. No stored date has a year of more than four digits.
     *
     * @param date the date; null for "no date"
     * @return the date in UTC, to the millisecond
     */
    public static String format(@Nullable Instant date) {
        Instant instant = date == null ? NONE : date;
        LocalDateTime utc = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        if (utc.getYear() < 0 || utc.getYear() > 9999) {
            return instant.toString();
        }
        char[] form = "0000-00-00T00:00:00.000Z".toCharArray();
        write(utc.getYear(), 4, form);
        write(utc.getMonthValue(), 7, form);
        write(utc.getDayOfMonth(), 10, form);
        write(utc.getHour(), 13, form);
        write(utc.getMinute(), 16, form);
        write(utc.getSecond(), 19, form);
        write(utc.getNano() / NANOS_PER_MILLI, 23, form);
        return new String(form);
    }

    /** Writes a number so that it ends before a position. */
    private static void write(int number, int end, char[] form) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            form[--at] = (char) ('0' + rest % 10);
        }
    }

    /**
     * Parses a date, to the millisecond.
     *
     * @param text the date; not null
     * @return null for "no date"
     * @throws DateTimeException when the text is not a date
     */
    public static @Nullable Instant parse(String text) {
        requireNonNull(text, "text");
        Instant date = parseExactly(text).truncatedTo(ChronoUnit.MILLIS);
        return NONE.equals(date) ? null : date;
    }

    /**
     * Parses a date for a comparison, to the nanosecond; "no date" is the first day of 1753.
     *
     * @param text the date; not null
     * @return the date
     * @throws DateTimeException when the text is not a date
     */
    public static Instant parseExactly(String text) {
        requireNonNull(text, "text");
        QrsDate reading = new QrsDate(text);
        Instant date = reading.date();
        if (reading.position != text.length()) {
            throw notADate();
        }
        return date;
    }

    private Instant date() {
        int year = number(4);
        expect("-");
        int month = number(2);
        expect("-");
        int day = number(2);
        if (position == text.length()) {
            return LocalDate.of(year, month, day).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        expect("Tt ");
        int hour = number(2);
        expect(":");
        int minute = number(2);
        boolean precise = comes(":");
        int second = precise ? number(2) : 0;
        int nano = precise && comes(".") ? fraction() : 0;
        return LocalDateTime.of(year, month, day, hour, minute, second, nano).toInstant(offset());
    }

    /** Parses one to nine digits as a fraction of a second, in nanoseconds. */
    private int fraction() {
        int nano = number(1);
        int digits = 1;
        while (digits < 9 && position < text.length() && isDigit(text.charAt(position))) {
            nano = nano * 10 + number(1);
            digits++;
        }
        for (; digits < 9; digits++) {
            nano *= 10;
        }
        return nano;
    }

    private ZoneOffset offset() {
        if (position == text.length() || comes("Zz")) {
            return ZoneOffset.UTC;
        }
        int sign = comes("-") ? -1 : 1;
        if (sign > 0) {
            expect("+");
        }
        int hours = number(2);
        int minutes = 0;
        if (position < text.length()) {
            comes(":");
            minutes = number(2);
        }
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    private int number(int digits) {
        if (text.length() - position < digits) {
            throw notADate();
        }
        int number = 0;
        for (int end = position + digits; position < end; position++) {
            char digit = text.charAt(position);
            if (!isDigit(digit)) {
                throw notADate();
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private void expect(String oneOf) {
        if (!comes(oneOf)) {
            throw notADate();
        }
    }

    private boolean comes(String oneOf) {
        boolean comes = position < text.length() && oneOf.indexOf(text.charAt(position)) >= 0;
        if (comes) {
            position++;
        }
        return comes;
    }

    private static DateTimeException notADate() {
        return new DateTimeException("not a valid date");
    }
}
