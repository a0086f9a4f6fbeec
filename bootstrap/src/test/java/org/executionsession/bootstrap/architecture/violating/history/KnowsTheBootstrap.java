package org.executionsession.bootstrap.architecture.violating.history;

import org.executionsession.bootstrap.architecture.violating.bootstrap.Main;

/** Breaks DEPENDENCIES_POINT_INWARDS and HISTORY_KNOWS_THE_STORE_AND_THE_RECORDER. */
final class KnowsTheBootstrap {

    private KnowsTheBootstrap() {}

    static Class<?> program() {
        return Main.class;
    }
}
