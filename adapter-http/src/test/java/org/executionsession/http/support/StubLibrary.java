package org.executionsession.http.support;

import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.UseCases;

/** All that stands behind the adapter in its tests. */
public final class StubLibrary {

    private final MapOfSessions sessions = new MapOfSessions();
    private final MapOfResults results = new MapOfResults();
    private final MapOfDetails details = new MapOfDetails();
    private final MapOfSelections selections = new MapOfSelections(sessions, results, details);

    public MapOfSessions sessions() {
        return sessions;
    }

    public UseCases ports() {
        return ports(sessions, sessions);
    }

    /** With a test's own ports in the place of two. */
    public UseCases ports(CreateExecutionSession create, FindExecutionSessions find) {
        return new StubUseCases(create, find, sessions, sessions, results, details, selections, new MapOfPrivileges());
    }

    public void clear() {
        sessions.clear();
        results.clear();
        details.clear();
    }
}
