package org.executionsession.bootstrap.architecture.violating.http;

/** Breaks NOTHING_WRITES_TO_STANDARD_STREAMS. */
final class WritesToStandardError {
    void write() {
        System.err.println("here");
    }
}
