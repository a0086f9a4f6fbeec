package org.executionsession.bootstrap.architecture.violating.domain.model;

import java.util.Date;

/** Breaks ONLY_ENTRY_POINTS_ASK_THE_SYSTEM_CLOCK. */
final class MakesADate {
    Date make() {
        return new Date();
    }
}
