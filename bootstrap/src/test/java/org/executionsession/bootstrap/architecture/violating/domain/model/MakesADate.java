package org.executionsession.bootstrap.architecture.violating.domain.model;

import java.util.Date;

/** Breaks ONLY_THE_APPLICATION_ENTRY_POINT_ASKS_THE_SYSTEM_CLOCK. */
final class MakesADate {
    Date make() {
        return new Date();
    }
}
