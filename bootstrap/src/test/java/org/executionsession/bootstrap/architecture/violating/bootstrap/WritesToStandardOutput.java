package org.executionsession.bootstrap.architecture.violating.bootstrap;

/** Breaks NOTHING_WRITES_TO_STANDARD_STREAMS. */
final class WritesToStandardOutput {
    void write() {
        System.out.println("here");
    }
}
