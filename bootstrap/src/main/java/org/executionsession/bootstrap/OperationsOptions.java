package org.executionsession.bootstrap;

import org.executionsession.http.ExecutionSessionHttpServer.Operations;
import picocli.CommandLine.Option;

/** What the server tells its operators. */
final class OperationsOptions {

    private static final int MAX_PORT = 65_535;

    @Option(
            names = "--admin-host",
            paramLabel = "HOST",
            defaultValue = "${env:EXECUTION_SESSIONS_ADMIN_HOST:-127.0.0.1}",
            description = "The interface of the port for operators (default: 127.0.0.1).")
    private String adminHost;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            converter = PortConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_ADMIN_PORT}",
            description = "A port of their own for /health and /metrics, 0 for any free one (default: none).")
    private Integer adminPort;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:EXECUTION_SESSIONS_LOG_FORMAT:-text}",
            description = "How log lines on stderr are written: ${COMPLETION-CANDIDATES} (default: text).")
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
        return adminHost;
    }

    Operations operations(Metrics metrics, DatabaseReadiness readiness) {
        return new Operations(metrics, readiness, metrics::text, accessLog, adminHost, adminPort);
    }

    /** Reads the number of a port. */
    static final class PortConverter implements picocli.CommandLine.ITypeConverter<Integer> {

        @Override
        public Integer convert(String value) {
            int port = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : MAX_PORT + 1;
            if (port > MAX_PORT) {
                throw new picocli.CommandLine.TypeConversionException(
                        "must be between 0 and " + MAX_PORT + ", but is '" + value + "'");
            }
            return port;
        }
    }
}
