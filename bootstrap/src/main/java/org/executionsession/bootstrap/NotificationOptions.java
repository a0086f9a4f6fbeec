package org.executionsession.bootstrap;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.bootstrap.internal.notification.CallbackHosts;
import org.executionsession.bootstrap.internal.notification.HttpNotificationSender;
import org.executionsession.bootstrap.internal.startup.SecretFile;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.bootstrap.internal.webhook.WebhookSecret;
import org.executionsession.domain.model.NotificationLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether and how the server notifies subscribers of changes; each option is also an environment variable. */
final class NotificationOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    private int inTotal;
    private int perCaller;

    @Option(
            names = "--no-notifications",
            defaultValue = "${env:EXECUTION_SESSIONS_NO_NOTIFICATIONS:-false}",
            description = "Rejects subscriptions to notifications of changes, and calls no URLs for them.")
    private boolean disabled;

    @Option(
            names = "--notification-hosts",
            paramLabel = "HOST[:PORT]",
            split = ",",
            defaultValue = "${env:EXECUTION_SESSIONS_NOTIFICATION_HOSTS}",
            description =
                    "Hosts that notifications may call although their addresses are not public, or are those of this"
                            + " machine; without a port, on each port (default: none).")
    private List<String> hosts;

    @Option(
            names = "--notification-secret-file",
            paramLabel = "FILE",
            defaultValue = "${env:EXECUTION_SESSIONS_NOTIFICATION_SECRET_FILE}",
            description =
                    "A file with the secret that signs notifications (Standard Webhooks), in one line: whsec_ and the"
                            + " Base64 of at least 24 bytes (default: they are not signed).")
    private @Nullable Path secretFile;

    @Option(
            names = "--notification-retention",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_NOTIFICATION_RETENTION:-7d}",
            description =
                    "How long a subscription is kept that is not registered again, and to which nothing is delivered"
                            + " (default: 7d).")
    private Duration retention;

    @Option(
            names = "--max-notifications",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_NOTIFICATIONS:-1000}",
            description = "The maximum number of subscriptions of all callers; more get 429 (default: 1000).")
    private void setInTotal(int value) {
        inTotal = OptionRange.checked(mixee.commandLine(), "--max-notifications", value, 1, 10_000);
    }

    @Option(
            names = "--max-notifications-per-caller",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_NOTIFICATIONS_PER_CALLER:-100}",
            description = "The maximum number of subscriptions of one caller; more get 429 (default: 100).")
    private void setPerCaller(int value) {
        perCaller = OptionRange.checked(mixee.commandLine(), "--max-notifications-per-caller", value, 1, 10_000);
    }

    /** Returns the hosts that may be called. Throws a {@link ParameterException} if one is malformed. */
    CallbackHosts hosts(CommandLine command) {
        List<String> named = hosts == null
                ? List.of()
                : hosts.stream()
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .toList();
        try {
            return CallbackHosts.of(named);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(
                    command, "Invalid value for option '--notification-hosts': " + malformed.getMessage(), malformed);
        }
    }

    /** Returns the sender; empty if notifications are switched off. Throws a {@link StartupException} if the file has no secret. */
    Optional<HttpNotificationSender> sender(CallbackHosts callbackHosts, Clock clock) {
        return disabled ? Optional.empty() : Optional.of(new HttpNotificationSender(callbackHosts, secret(), clock));
    }

    void configure(ExecutionSessions.Builder builder) {
        builder.notificationLimits(new NotificationLimits(inTotal, perCaller, retention));
    }

    private @Nullable WebhookSecret secret() {
        if (secretFile == null) {
            return null;
        }
        String text = SecretFile.read(secretFile, "the secret of notifications");
        try {
            return WebhookSecret.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new StartupException(
                    "the secret in the file " + secretFile + " " + malformed.getMessage(), malformed);
        }
    }
}
