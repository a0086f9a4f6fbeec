package org.executionsession.jdbi.internal.record;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Finds sessions of apps by the index of the ids of apps. */
public final class AppRows {

    private static final UUID NONE = new UUID(0, 0);

    private static final String SELECT = "select named.q_app_id, (select id from execution_session"
            + " where q_app_id = named.q_app_id fetch first 1 row only) as session_id"
            + " from (select distinct q_app_id from execution_session"
            + " where q_app_id is not null and q_app_id <> :none"
            + " fetch first :limit rows only) named";

    private final JdbiContext database;

    /** An app that is named, and one of its sessions; no session if it was removed meanwhile. */
    private record Named(UUID app, @Nullable UUID session) {

        void addTo(Map<UUID, UUID> sessions) {
            if (session != null) {
                sessions.put(app, session);
            }
        }
    }

    public AppRows(JdbiContext database) {
        this.database = database;
    }

    /** Returns the id of one session for each app, for at most so many apps. One statement: a query for each app would take seconds. */
    public Map<UUID, UUID> sessionsOfApps(int limit, CancellationSignal signal) {
        Map<UUID, UUID> sessions = new HashMap<>();
        SqlExceptionTranslator.run("list", () -> {
            try (Handle handle = database.backfill().openFilled(database.reads())) {
                database.reads().streaming(handle, () -> {
                    database.reader(handle, signal)
                            .readAll(
                                    SELECT,
                                    statement -> statement.bind("none", NONE).bind("limit", limit),
                                    (row, context) -> new Named(
                                            row.getObject("q_app_id", UUID.class),
                                            row.getObject("session_id", UUID.class)),
                                    named -> named.addTo(sessions));
                    return null;
                });
            }
        });
        return sessions;
    }
}
