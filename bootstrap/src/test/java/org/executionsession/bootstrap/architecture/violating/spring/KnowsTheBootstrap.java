package org.executionsession.bootstrap.architecture.violating.spring;

import org.executionsession.bootstrap.architecture.violating.bootstrap.Main;

/** Breaks DEPENDENCIES_POINT_INWARDS and INTEGRATIONS_KNOW_ONLY_PUBLIC_APIS. */
final class KnowsTheBootstrap {

    private KnowsTheBootstrap() {}

    static Class<?> program() {
        return Main.class;
    }
}
