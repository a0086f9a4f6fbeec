package org.executionsession.bootstrap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.bootstrap.internal.webhook.WebhookTaskExecutor;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

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

    @Mixin
    private WebhookOptions webhooks;

    /** Returns whether the server executes tasks. */
    boolean isEnabled() {
        return simulation != null || webhooks.isEnabled();
    }

    /**
     * Returns the executor that calls webhooks; empty if there is none. Throws a {@link ParameterException} if the options are malformed
     * or contradict each other, and a {@link StartupException} if its secret cannot be read.
     */
    Optional<WebhookTaskExecutor> webhooks(Clock clock, CommandLine command) {
        if (simulation != null && webhooks.isEnabled()) {
            throw new ParameterException(command, "Set either --task-simulation or --task-webhook-url");
        }
        return webhooks.executor(clock, command);
    }

    /**
     * Sets the executor.
     *
     * @param executor calls webhooks; empty if there is none
     */
    void configure(ExecutionSessions.Builder builder, Optional<TaskExecutor> executor) {
        if (isEnabled()) {
            builder.nodeName(hostName());
        }
        executor.ifPresent(builder::taskExecutor);
        if (simulation != null) {
            builder.taskFunction(waiting(simulation));
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
