package org.executionsession.jdbi.internal.record;

import java.util.Comparator;
import java.util.UUID;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;

/**
 * The order in which transactions lock rows, so that two of them cannot deadlock. It is the order of the databases, which compare
 * ids as unsigned numbers; {@link UUID#compareTo} compares signed ones.
 */
final class IdOrder {

    static final Comparator<UUID> IDS = (one, other) -> {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    static final Comparator<ResultKey> RESULTS =
            Comparator.comparing(ResultKey::executionId, IDS).thenComparing(ResultKey::id, IDS);

    private IdOrder() {}
}
