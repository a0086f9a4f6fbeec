package org.executionsession.vertxpeer;

import java.sql.SQLException;
import java.util.UUID;

/** Sessions in a database. */
interface SessionStore {

    /** Stores a session and commits before it returns; false when its id is in use. */
    boolean insert(ExecutionSession session, byte[] document) throws SQLException;

    /** Returns the document of a session; null when there is none. */
    byte[] find(UUID id) throws SQLException;
}
