package org.executionsession.bootstrap;

import java.time.Duration;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.WatchConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The limits of requests and connections. */
final class LimitOptions {

    /** The maximum of concurrent requests; the other threads of the server accept and reject requests. */
    private static final int MAX_REQUESTS = 200;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    private int maxHeaderBytes;
    private int maxBodyBytes;
    private int maxConcurrentRequests;
    private Integer maxConnections;
    private Integer maxConnectionsPerAddress;

    @Option(
            names = "--request-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_REQUEST_TIMEOUT:-30s}",
            description = "Timeout for receiving a request body; then 408 (default: 30s).")
    private Duration requestTimeout;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_IDLE_TIMEOUT:-30s}",
            description = "Timeout of an idle connection (default: 30s).")
    private Duration idleTimeout;

    LimitsConfig limits(WatchConfig.Builder watch) {
        LimitsConfig defaults = LimitsConfig.defaults();
        int connections = maxConnections == null ? defaults.maxConnections() : maxConnections;
        return LimitsConfig.builder()
                .maxHeaderBytes(maxHeaderBytes)
                .maxBodyBytes(maxBodyBytes)
                .maxConcurrentRequests(maxConcurrentRequests)
                .maxConnections(connections)
                .maxConnectionsPerAddress(
                        maxConnectionsPerAddress == null ? LimitsConfig.shareOf(connections) : maxConnectionsPerAddress)
                .requestBufferBytes(defaults.requestBufferBytes())
                .requestTimeout(requestTimeout)
                .idleTimeout(idleTimeout)
                .watch(watch)
                .build();
    }

    @Option(
            names = "--max-header-bytes",
            paramLabel = "BYTES",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_HEADER_BYTES:-73728}",
            description =
                    "The maximum size of path, query and headers together (default: 73728, enough for 500 ids in a filter).")
    private void setMaxHeaderBytes(int value) {
        maxHeaderBytes = OptionRange.checked(mixee.commandLine(), "--max-header-bytes", value, 1_024, 1024 * 1024);
    }

    @Option(
            names = "--max-concurrent-requests",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_CONCURRENT_REQUESTS:-200}",
            description =
                    "The maximum number of concurrent requests. As many are queued, of one caller at most three quarters as many; more get 503 (default: 200).")
    private void setMaxRequests(int value) {
        maxConcurrentRequests =
                OptionRange.checked(mixee.commandLine(), "--max-concurrent-requests", value, 1, MAX_REQUESTS);
    }

    @Option(
            names = "--max-connections",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_CONNECTIONS}",
            description = "The maximum number of open connections (default: one for each 216 KiB of heap,"
                    + " as far as the limit of open files allows).")
    private void setMaxConnections(Integer value) {
        maxConnections = value == null
                ? null
                : OptionRange.checked(mixee.commandLine(), "--max-connections", value, 1, 1_000_000);
    }

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_CONNECTIONS_PER_ADDRESS}",
            description = "The maximum number of open connections of one address (default: seven eighths of all).")
    private void setMaxConnectionsPerAddress(Integer value) {
        maxConnectionsPerAddress = value == null
                ? null
                : OptionRange.checked(mixee.commandLine(), "--max-connections-per-address", value, 1, 1_000_000);
    }

    @Option(
            names = "--max-body-bytes",
            paramLabel = "BYTES",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_BODY_BYTES:-1048576}",
            description = "The maximum size of a request body (default: 1048576, which is 1 MiB).")
    private void setMaxBodyBytes(int value) {
        maxBodyBytes = OptionRange.checked(mixee.commandLine(), "--max-body-bytes", value, 1_024, 256 * 1024 * 1024);
    }
}
