package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Normalizes values from a caller to the form in which the records hold them. */
public final class Defaults {

    private static final UUID ZERO = new UUID(0, 0);

    private Defaults() {}

    /** Returns null for the zero GUID, which means "none" (contract, parts 1.4 and 5.1). */
    static @Nullable UUID id(@Nullable UUID value) {
        return ZERO.equals(value) ? null : value;
    }

    /** Returns the empty text for null, as responses contain it (contract, part 6.2). */
    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Does the same as {@link #truncated} for a date that may be missing. */
    public static @Nullable Instant instant(@Nullable Instant value) {
        return value == null ? null : truncated(value);
    }

    /**
     * Truncates a date to milliseconds, the precision of responses (contract, part 9). Finer digits would be lost in a
     * response.
     */
    public static Instant truncated(Instant value) {
        return requireNonNull(value, "value").truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the date of a change: the current time, but at least one millisecond after the previous change. */
    static Instant after(Instant before, Instant now) {
        Instant next = before.plusMillis(1);
        return now.isBefore(next) ? next : truncated(now);
    }

    static <C extends OpenEnum> C code(@Nullable C value, C otherwise) {
        return value == null ? otherwise : value;
    }

    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : List.copyOf(value);
    }
}
