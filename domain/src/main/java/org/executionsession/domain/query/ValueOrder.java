package org.executionsession.domain.query;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** The order of the values of one kind: the same in every store. */
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

    /**
     * Compares by code point, which is the byte order of UTF-8. {@link String#compareTo} orders by UTF-16 units, which
     * puts characters outside the basic plane before some others.
     */
    private static int compare(String one, String other) {
        return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }

    /** Compares as text. {@link UUID#compareTo} compares the halves as signed numbers. */
    private static int compare(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}
