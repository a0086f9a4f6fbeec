package org.executionsession.bootstrap.architecture.violating.jdbi;

import org.executionsession.bootstrap.architecture.violating.application.ExecutionSessions;

/** Breaks DEPENDENCIES_POINT_INWARDS and the allow-list of the JDBI adapter. */
final class KnowsTheApplication {
    private final ExecutionSessions sessions = new ExecutionSessions();

    @Override
    public String toString() {
        return sessions.toString();
    }
}
