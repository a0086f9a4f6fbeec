package org.executionsession.bootstrap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the server executes tasks. */
final class TaskOptions {

    @Option(
            names = "--task-simulation",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_TASK_SIMULATION}",
            description = "Executes each started task by waiting for this time, such as 5s, to develop and test clients"
                    + " (default: tasks cannot be started).")
    private @Nullable Duration simulation;

    /** Returns whether the server executes tasks. */
    boolean isEnabled() {
        return simulation != null;
    }

    /** Sets the executor. */
    void configure(ExecutionSessions.Builder builder) {
        if (simulation != null) {
            builder.nodeName(hostName()).taskFunction(waiting(simulation));
        }
    }

    private static TaskFunction waiting(Duration time) {
        return execution -> Thread.sleep(time.toMillis());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException withoutName) {
            return "";
        }
    }
}
