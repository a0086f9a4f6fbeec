package org.executionsession.bootstrap.architecture.violating.recorder;

import org.executionsession.bootstrap.architecture.violating.jdbi.JdbiExecutionSessionStore;

/** Breaks DEPENDENCIES_POINT_INWARDS and RECORDER_KNOWS_THE_INBOUND_PORTS. */
final class KnowsTheJdbiAdapter {

    private KnowsTheJdbiAdapter() {}

    static Class<?> adapter() {
        return JdbiExecutionSessionStore.class;
    }
}
