package org.executionsession.bootstrap.architecture.violating.http;

import org.executionsession.bootstrap.architecture.violating.jdbi.JdbiExecutionSessionStore;

/** Breaks DEPENDENCIES_POINT_INWARDS and the allow-list of the HTTP adapter. */
final class KnowsTheOtherAdapter {
    private final JdbiExecutionSessionStore store = new JdbiExecutionSessionStore();

    void keep() {
        store.keep("thing");
    }
}
