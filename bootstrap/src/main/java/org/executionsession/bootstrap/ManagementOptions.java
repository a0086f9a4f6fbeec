package org.executionsession.bootstrap;

import org.executionsession.bootstrap.internal.operations.DatabaseReadiness;
import org.executionsession.bootstrap.internal.operations.Metrics;
import org.executionsession.http.config.ManagementConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Health, metrics and logs for operators. */
final class ManagementOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = "--admin-host",
            paramLabel = "HOST",
            defaultValue = "${env:EXECUTION_SESSIONS_ADMIN_HOST:-127.0.0.1}",
            description = "The interface of the admin port (default: 127.0.0.1).")
    private String adminHost;

    private Integer adminPort;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:EXECUTION_SESSIONS_LOG_FORMAT:-text}",
            description = "The format of log lines on stderr: text or json (default: text).")
    private LogFormat logFormat;

    @Option(
            names = "--access-log",
            defaultValue = "${env:EXECUTION_SESSIONS_ACCESS_LOG:-false}",
            description = "Log a line for each request (default: no).")
    private boolean accessLog;

    LogFormat logFormat() {
        return logFormat;
    }

    String adminHost() {
        return ListenHost.withoutBrackets(adminHost);
    }

    ManagementConfig config(Metrics metrics, DatabaseReadiness readiness) {
        return ManagementConfig.builder()
                .requestListener(metrics)
                .readiness(readiness)
                .metrics(metrics::text)
                .accessLog(accessLog)
                .adminHost(adminHost())
                .adminPort(adminPort)
                .build();
    }

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            defaultValue = "${env:EXECUTION_SESSIONS_ADMIN_PORT}",
            description = "A separate admin port for /health and /metrics, 0 for any free one (default: none).")
    private void setAdminPort(Integer value) {
        adminPort = value == null ? null : OptionRange.checked(mixee.commandLine(), "--admin-port", value, 0, 65_535);
    }
}
