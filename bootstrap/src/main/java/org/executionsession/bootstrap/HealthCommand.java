package org.executionsession.bootstrap;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks the health of a running server, for process supervisors on machines without an HTTP client. */
@Command(
        name = "health",
        description = "Checks the health of a running server. The exit status is 0 if it is healthy, else 1.",
        mixinStandardHelpOptions = true,
        versionProvider = ExecutionSessionsCommand.Version.class,
        usageHelpAutoWidth = true)
final class HealthCommand implements Callable<Integer> {

    private static final int TIMEOUT_MILLISECONDS = 5_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:EXECUTION_SESSIONS_HEALTH_URL:-http://127.0.0.1:4243/health/live}",
            description = "The URL of the health check (default: http://127.0.0.1:4243/health/live).")
    private URL url;

    @Override
    public Integer call() {
        try {
            int status = status();
            return status == HttpURLConnection.HTTP_OK
                    ? CommandLine.ExitCode.OK
                    : unhealthy("responds with status " + status);
        } catch (IOException silent) {
            return unhealthy("does not respond: " + silent.getMessage());
        }
    }

    private int status() throws IOException {
        if (!(resolved().openConnection() instanceof HttpURLConnection connection)) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--url': must begin with http");
        }
        connection.setConnectTimeout(TIMEOUT_MILLISECONDS);
        connection.setReadTimeout(TIMEOUT_MILLISECONDS);
        connection.setInstanceFollowRedirects(false);
        return connection.getResponseCode();
    }

    /**
     * Decodes the zone of an IPv6 address, which is percent-encoded in a URL (RFC 6874); the JDK does not decode it.
     */
    private URL resolved() throws IOException {
        String host = url.getHost();
        return host.startsWith("[")
                ? new URL(url.getProtocol(), host.replaceFirst("%25", "%"), url.getPort(), url.getFile())
                : url;
    }

    private int unhealthy(String why) {
        // Without user and query, which may contain a password or a key.
        String origin = url.getProtocol() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        spec.commandLine().getErr().println("execution-sessions: " + origin + url.getPath() + " " + why);
        spec.commandLine().getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
