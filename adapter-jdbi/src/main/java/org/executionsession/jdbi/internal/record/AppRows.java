package org.executionsession.jdbi.internal.record;

import java.util.Set;
import java.util.UUID;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;

/** Reads the apps that sessions name, from the index of their ids. */
public final class AppRows {

    private static final UUID NONE = new UUID(0, 0);

    private final ReadTransactions reads;

    public AppRows(JdbiContext database) {
        reads = database.reads();
    }

    /** Returns the ids of the apps, at most so many of them. */
    public Set<UUID> ofSessions(int limit) {
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return handle.createQuery("select distinct q_app_id from execution_session"
                                + " where q_app_id is not null and q_app_id <> :none fetch first :limit rows only")
                        .bind("none", NONE)
                        .bind("limit", limit)
                        .mapTo(UUID.class)
                        .set();
            }
        });
    }
}
