package org.executionsession.jdbi.internal.record;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;

/** Finds sessions of apps by the index of the ids of apps. */
public final class AppRows {

    private static final UUID NONE = new UUID(0, 0);

    private final ReadTransactions reads;

    public AppRows(JdbiContext database) {
        reads = database.reads();
    }

    /** Returns the id of one session for each app, for at most so many apps. One statement: a query for each app would take seconds. */
    public Map<UUID, UUID> sessionsOfApps(int limit) {
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return handle.createQuery("select named.q_app_id, (select id from execution_session"
                                + " where q_app_id = named.q_app_id fetch first 1 row only) as session_id"
                                + " from (select distinct q_app_id from execution_session"
                                + " where q_app_id is not null and q_app_id <> :none"
                                + " fetch first :limit rows only) named")
                        .bind("none", NONE)
                        .bind("limit", limit)
                        .reduceRows(new HashMap<>(), (sessions, row) -> {
                            UUID session = row.getColumn("session_id", UUID.class);
                            if (session != null) {
                                sessions.put(row.getColumn("q_app_id", UUID.class), session);
                            }
                            return sessions;
                        });
            }
        });
    }
}
