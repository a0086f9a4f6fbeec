package org.executionsession.bootstrap.architecture.violating.application;

/** Breaks NOTHING_PRINTS_STACK_TRACES. */
final class PrintsAStackTrace {
    void print(IllegalStateException failure) {
        failure.printStackTrace();
    }
}
