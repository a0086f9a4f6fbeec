package org.executionsession.bootstrap.architecture.violating.application;

import org.executionsession.bootstrap.architecture.violating.bootstrap.Main;

/** Breaks DEPENDENCIES_POINT_INWARDS and the allow-list of the application. */
final class KnowsTheBootstrap {
    private final Main main = new Main();

    @Override
    public String toString() {
        return main.toString();
    }
}
