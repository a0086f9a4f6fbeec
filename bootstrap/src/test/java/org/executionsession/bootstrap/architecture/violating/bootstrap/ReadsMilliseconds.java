package org.executionsession.bootstrap.architecture.violating.bootstrap;

/** Breaks ONLY_ENTRY_POINTS_ASK_THE_SYSTEM_CLOCK. */
final class ReadsMilliseconds {
    long read() {
        return System.currentTimeMillis();
    }
}
