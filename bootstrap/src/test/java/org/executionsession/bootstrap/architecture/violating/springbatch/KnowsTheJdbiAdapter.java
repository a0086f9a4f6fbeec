package org.executionsession.bootstrap.architecture.violating.springbatch;

import org.executionsession.bootstrap.architecture.violating.jdbi.JdbiExecutionSessionStore;

/** Breaks DEPENDENCIES_POINT_INWARDS and SPRING_BATCH_ADAPTER_KNOWS_THE_RECORDER. */
final class KnowsTheJdbiAdapter {

    private KnowsTheJdbiAdapter() {}

    static Class<?> adapter() {
        return JdbiExecutionSessionStore.class;
    }
}
