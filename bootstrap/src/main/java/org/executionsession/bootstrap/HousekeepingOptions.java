package org.executionsession.bootstrap;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The periodic tasks that an operator can switch on. */
final class HousekeepingOptions {

    @Option(
            names = "--result-retention",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_RESULT_RETENTION}",
            description = "Retention of results that have ended, such as 90d (default: forever).")
    private Duration resultRetention;

    @Option(
            names = "--change-retention",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_CHANGE_RETENTION:-24h}",
            description = "Retention of the changes that watchers and GET /notification/changes read (default: 24h).")
    private Duration changeRetention;

    @Option(
            names = "--abort-overdue-sessions",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            defaultValue = "${env:EXECUTION_SESSIONS_ABORT_OVERDUE_SESSIONS:-false}",
            description = "Marks sessions that are older than the taskSessionTimeout of their task as aborted"
                    + " (default: false).")
    private boolean abortOverdueSessions;

    /** The retention of results; empty if they are kept forever. */
    Optional<Duration> resultRetention() {
        return Optional.ofNullable(resultRetention);
    }

    Duration changeRetention() {
        return changeRetention;
    }

    boolean abortOverdueSessions() {
        return abortOverdueSessions;
    }
}
