package org.executionsession.domain.query;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** The order of the values of one kind: the same on every store. */
final class ValueOrder {

    private ValueOrder() {}

    static int compare(ValueKind kind, Object one, Object other) {
        return switch (kind) {
            case TEXT -> compare(FoldedText.of((String) one), FoldedText.of((String) other));
            case GUID -> compare((UUID) one, (UUID) other);
            case NUMBER -> Long.compare((Long) one, (Long) other);
            case ENUM -> Integer.compare((Integer) one, (Integer) other);
            case DATE -> ((Instant) one).compareTo((Instant) other);
            case BOOLEAN -> Boolean.compare((Boolean) one, (Boolean) other);
        };
    }

    /** By code point, as the bytes of UTF-8 are ordered; the JDK puts half surrogate pairs before other characters. */
    private static int compare(String one, String other) {
        return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }

    /** As their digits are ordered; the JDK compares the halves of ids as signed numbers. */
    private static int compare(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}
