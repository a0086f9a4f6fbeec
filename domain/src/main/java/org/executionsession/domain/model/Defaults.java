package org.executionsession.domain.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Brings what a caller gave into the one form in which the records hold it. */
public final class Defaults {

    private static final UUID ZERO = new UUID(0, 0);

    private Defaults() {}

    /** The zero GUID is the contract's way to say "none" (parts 1.4 and 5.1). */
    static UUID id(UUID value) {
        return ZERO.equals(value) ? null : value;
    }

    /** A text that was not given is the empty text, as the contract answers it (part 6.2). */
    static String text(String value) {
        return value == null ? "" : value;
    }

    /** The contract speaks milliseconds (part 9); finer digits would not survive the wire, so they never get in. */
    public static Instant instant(Instant value) {
        return value == null ? null : value.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The date of a change: now, but always later than the change before, in the contract's milliseconds. */
    static Instant after(Instant before, Instant now) {
        Instant next = before.plusMillis(1);
        return now.isBefore(next) ? next : instant(now);
    }

    static <C extends OpenEnum> C code(C value, C otherwise) {
        return value == null ? otherwise : value;
    }

    static <T> List<T> list(List<T> value) {
        return value == null ? List.of() : List.copyOf(value);
    }
}
