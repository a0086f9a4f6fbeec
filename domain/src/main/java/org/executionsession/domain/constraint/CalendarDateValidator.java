package org.executionsession.domain.constraint;

import static java.util.Objects.requireNonNull;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Checks {@link CalendarDate}; public because the validation provider creates the instance. */
public final class CalendarDateValidator implements ConstraintValidator<CalendarDate, Instant> {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant BEYOND_LAST = Instant.parse("+10000-01-01T00:00:00Z");

    /** Called by the validation provider. */
    public CalendarDateValidator() {}

    @Override
    public boolean isValid(@Nullable Instant value, ConstraintValidatorContext context) {
        requireNonNull(context, "context");
        return value == null || isValid(value);
    }

    /**
     * Returns whether a response can represent a date.
     *
     * @param date the date; not null
     * @return whether its year in UTC is 0001 to 9999
     */
    public static boolean isValid(Instant date) {
        requireNonNull(date, "date");
        return !date.isBefore(FIRST) && date.isBefore(BEYOND_LAST);
    }
}
