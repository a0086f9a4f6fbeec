package org.executionsession.bootstrap.architecture.violating.http;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** Breaks ONLY_ENTRY_POINTS_ASK_THE_SYSTEM_CLOCK. */
final class AsksForToday {
    LocalDate ask() {
        return LocalDate.now(ZoneOffset.UTC);
    }
}
