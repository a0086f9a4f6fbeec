package org.executionsession.domain.query.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.executionsession.domain.model.KnownValues;
import org.executionsession.domain.query.Property;

/** Parses values in filters by the kind of the property. */
final class FilterValue {

    /** ASCII digits only; the parser of the JDK accepts digits of every script. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");

    /** The first date with a four-digit year; the domain accepts only four-digit years. */
    private static final Instant FIRST_DATE = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant BEYOND_LAST_DATE = Instant.parse("+10000-01-01T00:00:00Z");

    private FilterValue() {}

    /** Parses a value of the type of the property's kind; empty if the text is not valid. */
    static Optional<Object> read(Property<?> property, String text) {
        return switch (property.kind()) {
            case TEXT -> Optional.of(text);
            case GUID -> Guid.parse(text).map(Object.class::cast);
            case NUMBER -> number(text).map(Object.class::cast);
            case ENUM -> code(property, text);
            case DATE -> date(text);
            case BOOLEAN -> flag(text);
        };
    }

    /** Returns a description, for messages, of what {@link #read} accepts. */
    static String expected(Property<?> property) {
        return switch (property.kind()) {
            case TEXT -> "a text in single quotes";
            case GUID -> "a GUID, such as " + new UUID(0x046b6c7f0b8a43b9L, 0xb35d6489e6daee91L);
            case NUMBER -> "a whole number";
            case ENUM ->
                "a number or one of "
                        + String.join(
                                ", ",
                                property.knownValues()
                                        .map(KnownValues::names)
                                        .orElseThrow()
                                        .values());
            case DATE ->
                "a date in single quotes, such as '2012-05-09', '2012-05-09 12:00:00' or '2012-05-09T12:00:00.000Z'";
            case BOOLEAN -> "true or false";
        };
    }

    private static Optional<Long> number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException beyondLong) {
            return Optional.empty();
        }
    }

    private static Optional<Object> code(Property<?> property, String text) {
        Optional<Object> named =
                property.knownValues().flatMap(book -> book.named(text)).map(code -> (Object) code.number());
        return named.isPresent()
                ? named
                : number(text)
                        .filter(number -> number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE)
                        .map(Long::intValue);
    }

    private static Optional<Object> date(String text) {
        try {
            Instant date = QrsDate.parseExactly(text);
            return date.isBefore(FIRST_DATE) || !date.isBefore(BEYOND_LAST_DATE) ? Optional.empty() : Optional.of(date);
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static Optional<Object> flag(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Optional.of(true);
        }
        return text.equalsIgnoreCase("false") ? Optional.of(false) : Optional.empty();
    }
}
