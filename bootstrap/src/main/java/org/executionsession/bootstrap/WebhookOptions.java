package org.executionsession.bootstrap;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.executionsession.bootstrap.internal.startup.SecretFile;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.bootstrap.internal.webhook.WebhookSecret;
import org.executionsession.bootstrap.internal.webhook.WebhookTargets;
import org.executionsession.bootstrap.internal.webhook.WebhookTaskExecutor;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How the server starts and stops tasks with webhooks; each option is also an environment variable. */
final class WebhookOptions {

    /** Another server repeats a call after 30 seconds. */
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(20);

    @Option(
            names = "--task-webhook-url",
            paramLabel = "URL",
            defaultValue = "${env:EXECUTION_SESSIONS_TASK_WEBHOOK_URL}",
            description = "Starts and stops tasks by signed HTTP calls (Standard Webhooks) to this URL, unless the task"
                    + " has a webhookUrl (default: tasks cannot be started).")
    private String url;

    @Option(
            names = "--task-webhook-secret-file",
            paramLabel = "FILE",
            defaultValue = "${env:EXECUTION_SESSIONS_TASK_WEBHOOK_SECRET_FILE}",
            description = "A file with the secret that signs the calls, in one line: whsec_ and the Base64 of at least"
                    + " 24 bytes. The server logs a warning when other users of the machine can read it.")
    private Path secretFile;

    @Option(
            names = "--task-webhook-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_TASK_WEBHOOK_TIMEOUT:-10s}",
            description = "How long a call may take, at most 20s; then it is repeated (default: 10s).")
    private Duration timeout;

    @Option(
            names = "--task-webhook-hosts",
            paramLabel = "HOST[:PORT]",
            split = ",",
            defaultValue = "${env:EXECUTION_SESSIONS_TASK_WEBHOOK_HOSTS}",
            description = "Additional hosts that the webhookUrl of a task may name; without a port, the default port"
                    + " (default: only that of --task-webhook-url).")
    private List<String> hosts;

    boolean isEnabled() {
        return url != null;
    }

    /**
     * Returns the executor; empty if no URL is set. Throws a {@link ParameterException} if the options are malformed or contradict
     * each other, and a {@link StartupException} if the file contains no secret.
     */
    Optional<WebhookTaskExecutor> executor(Clock clock, CommandLine command) {
        if (url == null) {
            if (secretFile != null || hosts != null) {
                throw new ParameterException(command, "The options --task-webhook-... need --task-webhook-url");
            }
            return Optional.empty();
        }
        if (secretFile == null) {
            throw new ParameterException(command, "The option --task-webhook-url needs --task-webhook-secret-file");
        }
        if (timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new ParameterException(
                    command,
                    "Invalid value for option '--task-webhook-timeout': must be at most " + MAX_TIMEOUT.toSeconds()
                            + "s");
        }
        return Optional.of(new WebhookTaskExecutor(targets(command), secret(), timeout, clock));
    }

    private WebhookTargets targets(CommandLine command) {
        WebhookTargets targets;
        try {
            targets = WebhookTargets.of(url);
        } catch (IllegalArgumentException malformed) {
            throw invalid("--task-webhook-url", malformed, command);
        }
        List<String> more = hosts == null
                ? List.of()
                : hosts.stream()
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .toList();
        try {
            return targets.withHosts(more);
        } catch (IllegalArgumentException malformed) {
            throw invalid("--task-webhook-hosts", malformed, command);
        }
    }

    private static ParameterException invalid(String option, IllegalArgumentException malformed, CommandLine command) {
        return new ParameterException(
                command, "Invalid value for option '" + option + "': " + malformed.getMessage(), malformed);
    }

    private WebhookSecret secret() {
        String text = SecretFile.read(secretFile, "the secret of webhooks");
        try {
            return WebhookSecret.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new StartupException(
                    "the secret in the file " + secretFile + " " + malformed.getMessage(), malformed);
        }
    }
}
