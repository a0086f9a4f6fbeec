package org.executionsession.http;

import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.http.ExecutionSessionHttpServer.Ports;

/** All that stands behind the adapter in its tests. */
final class Ledger {

    private final MapOfSessions sessions = new MapOfSessions();
    private final MapOfResults results = new MapOfResults();
    private final MapOfDetails details = new MapOfDetails();
    private final MapOfSelections selections = new MapOfSelections(sessions, results, details);

    MapOfSessions sessions() {
        return sessions;
    }

    Ports ports() {
        return ports(sessions, sessions);
    }

    /** With a test's own ports in the place of two. */
    Ports ports(CreateExecutionSession create, FindExecutionSessions find) {
        return new Ports(create, find, sessions, sessions, results, details, selections, new MapOfPrivileges());
    }

    void clear() {
        sessions.clear();
        results.clear();
        details.clear();
    }
}
