package org.executionsession.bootstrap.architecture.violating.dbscheduler;

import org.executionsession.bootstrap.architecture.violating.application.ExecutionSessions;

/** Breaks DEPENDENCIES_POINT_INWARDS and DB_SCHEDULER_ADAPTER_KNOWS_THE_RECORDER. */
final class KnowsTheApplication {

    private KnowsTheApplication() {}

    static Class<?> application() {
        return ExecutionSessions.class;
    }
}
