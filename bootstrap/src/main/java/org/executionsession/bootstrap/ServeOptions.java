package org.executionsession.bootstrap;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.executionsession.bootstrap.internal.database.DatabaseUrl;
import org.executionsession.bootstrap.internal.notification.CallbackHosts;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.bootstrap.internal.webhook.WebhookTaskExecutor;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.ServerConfig;
import org.executionsession.jdbi.config.Durability;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the server; each is also an environment variable. */
final class ServeOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:EXECUTION_SESSIONS_HOST:-127.0.0.1}",
            description = "The name or address of the interface to listen on (default: 127.0.0.1).")
    private String host;

    private int port;
    private String basePath = "";

    @Option(
            names = "--database",
            paramLabel = "URL",
            defaultValue = "${env:EXECUTION_SESSIONS_DATABASE:-jdbc:h2:file:./data/execution-sessions}",
            description = "The JDBC URL of the database (default: jdbc:h2:file:./data/execution-sessions).")
    private String database;

    @Option(
            names = "--no-fsync",
            defaultValue = "${env:EXECUTION_SESSIONS_NO_FSYNC:-false}",
            description =
                    "H2 only: does not fsync on commit. Faster; acknowledged writes survive a process kill, but not a"
                            + " power loss.")
    private boolean noFsync;

    @Mixin
    private SchemaOptions schema;

    SchemaOptions schema() {
        return schema;
    }

    @Option(
            names = "--idempotency-key-ttl",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_IDEMPOTENCY_KEY_TTL:-24h}",
            description = "Time to live of an Idempotency-Key (default: 24h).")
    private Duration idempotencyKeyTtl;

    @Option(
            names = "--query-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_QUERY_TIMEOUT:-20s}",
            description = "Timeout of the database for each next row of a list or count; then 503" + " (default: 20s).")
    private Duration queryTimeout;

    Duration queryTimeout() {
        return queryTimeout;
    }

    @Mixin
    private HousekeepingOptions housekeeping;

    HousekeepingOptions housekeeping() {
        return housekeeping;
    }

    @Mixin
    private TaskOptions tasks;

    TaskOptions tasks() {
        return tasks;
    }

    /**
     * Returns the executor of tasks that calls webhooks; empty if there is none. Throws a {@link ParameterException} or a
     * {@link StartupException} if an option is wrong.
     */
    Optional<WebhookTaskExecutor> webhooks(Clock clock) {
        return tasks.webhooks(clock, mixee.commandLine());
    }

    @Mixin
    private NotificationOptions notifications;

    NotificationOptions notifications() {
        return notifications;
    }

    /** Returns the hosts that notifications may call. Throws a {@link ParameterException} if one is malformed. */
    CallbackHosts notificationHosts() {
        return notifications.hosts(mixee.commandLine());
    }

    @Mixin
    private ScriptLogOptions scriptLogs;

    /** Returns the script logs in files. Throws a {@link StartupException} if their folder is wrong. */
    ScriptLogFiles scriptLogFiles(DatabaseUrl url) {
        return scriptLogs.files(mixee.options(), url);
    }

    @Mixin
    private SelectionOptions selections;

    SelectionOptions selections() {
        return selections;
    }

    @Mixin
    private SecurityOptions security;

    @Mixin
    private AccessOptions access;

    /**
     * Throws a {@link StartupException} for a non-loopback host without client authentication, and a
     * {@link ParameterException} if the options contradict each other.
     */
    SecurityConfig security() {
        SecurityConfig config = security.config(mixee.commandLine());
        security.checkExposure(server(), config);
        return config;
    }

    ServerConfig server() {
        return ServerConfig.on(host(), port()).withBasePath(basePath());
    }

    AccessPolicy policy() {
        return access.policy();
    }

    @Mixin
    private LimitOptions limits;

    @Mixin
    private WatchOptions watch;

    @Mixin
    private ManagementOptions management;

    LimitsConfig limits() {
        return limits.limits(watch.config());
    }

    ManagementOptions management() {
        return management;
    }

    Durability durability() {
        return noFsync ? Durability.NO_FSYNC : Durability.FSYNC;
    }

    Duration idempotencyKeyTtl() {
        return idempotencyKeyTtl;
    }

    String host() {
        return ListenHost.withoutBrackets(host);
    }

    int port() {
        return port;
    }

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:EXECUTION_SESSIONS_PORT:-4242}",
            description = "The port to listen on, 0 for any free one (default: 4242).")
    private void setPort(int value) {
        port = OptionRange.checked(mixee.commandLine(), "--port", value, 0, 65_535);
    }

    String basePath() {
        return basePath;
    }

    @Option(
            names = "--base-path",
            paramLabel = "PATH",
            defaultValue = "${env:EXECUTION_SESSIONS_BASE_PATH}",
            description = "The path before /qrs, as the prefix of a virtual proxy, such as /sso (default: none).")
    private void setBasePath(String value) {
        try {
            basePath = ServerConfig.on("", 0)
                    .withBasePath(value == null ? "" : value)
                    .basePath();
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(
                    mixee.commandLine(), "Invalid value for option '--base-path': " + malformed.getMessage());
        }
    }

    @Mixin
    private DatabaseLoginOptions databaseLogin;

    /** Throws a {@link StartupException} if the URL is malformed or contradicts the options. */
    DatabaseUrl database() {
        return DatabaseUrl.of(database, databaseLogin.login());
    }
}
