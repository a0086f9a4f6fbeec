package org.executionsession.bootstrap.architecture.violating.spring;

import org.executionsession.bootstrap.architecture.violating.jdbi.internal.record.Row;

/** Breaks INTERNALS_STAY_IN_THEIR_MODULE and INTEGRATIONS_KNOW_ONLY_PUBLIC_APIS. */
final class KnowsAnInternalOfJdbi {

    private KnowsAnInternalOfJdbi() {}

    static Class<?> row() {
        return Row.class;
    }
}
