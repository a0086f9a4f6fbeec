package org.executionsession.jdbi.internal.sql;

/** Whether a connection can be used after a failure of its database. */
public enum ConnectionState {
    USABLE,
    /** It was closed now. */
    CLOSED_NOW,
    /** It was closed before, and its pool has not noticed that. */
    CLOSED_BEFORE
}
