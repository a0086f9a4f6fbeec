package org.executionsession.jdbi.internal.sql;

import java.util.Comparator;
import java.util.UUID;

/**
 * The order in which transactions lock rows, so that two of them cannot deadlock. It is the order of the databases, which compare
 * ids as unsigned numbers; {@link UUID#compareTo} compares signed ones.
 */
public final class IdOrder {

    public static final Comparator<UUID> IDS = (one, other) -> {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    private IdOrder() {}
}
