package org.executionsession.bootstrap.architecture.violating.storecontract;

import org.executionsession.bootstrap.architecture.violating.application.ExecutionSessions;

/** Breaks DEPENDENCIES_POINT_INWARDS and the allow-list of the store contract. */
final class KnowsTheApplication {
    private final ExecutionSessions sessions = new ExecutionSessions();

    @Override
    public String toString() {
        return sessions.toString();
    }
}
