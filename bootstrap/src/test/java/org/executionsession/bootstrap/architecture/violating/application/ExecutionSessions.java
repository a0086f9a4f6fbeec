package org.executionsession.bootstrap.architecture.violating.application;

import java.time.Clock;

/** Innocent: the entry point is public, with what is nested in it, and makes the system clock. */
public final class ExecutionSessions {
    public Clock clock() {
        return Clock.systemUTC();
    }

    public record Settings(String name) {}
}
