package org.executionsession.bootstrap.architecture.violating.bootstrap;

/** Breaks ONLY_THE_APPLICATION_ENTRY_POINT_ASKS_THE_SYSTEM_CLOCK. */
final class ReadsMilliseconds {
    long read() {
        return System.currentTimeMillis();
    }
}
