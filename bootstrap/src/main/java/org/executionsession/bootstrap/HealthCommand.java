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

/** Asks a running server whether it is well: for supervisors that know processes only, where there is no HTTP client. */
@Command(
        name = "health",
        description = "Asks a running server whether it is well: the status is 0 when it is, else 1.",
        mixinStandardHelpOptions = true,
        versionProvider = ExecutionSessionsCommand.Version.class,
        usageHelpAutoWidth = true)
final class HealthCommand implements Callable<Integer> {

    private static final int PATIENCE_MILLISECONDS = 5_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:EXECUTION_SESSIONS_HEALTH_URL:-http://127.0.0.1:4243/health/live}",
            description = "What to ask (default: http://127.0.0.1:4243/health/live).")
    private URL url;

    @Override
    public Integer call() {
        try {
            int status = status();
            return status == HttpURLConnection.HTTP_OK ? CommandLine.ExitCode.OK : unwell("answers " + status);
        } catch (IOException silent) {
            return unwell("does not answer: " + silent.getMessage());
        }
    }

    private int status() throws IOException {
        if (!(resolved().openConnection() instanceof HttpURLConnection connection)) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--url': must begin with http");
        }
        connection.setConnectTimeout(PATIENCE_MILLISECONDS);
        connection.setReadTimeout(PATIENCE_MILLISECONDS);
        connection.setInstanceFollowRedirects(false);
        return connection.getResponseCode();
    }

    /** The zone of an address is encoded in a URL (RFC 6874), which the JDK does not know. */
    private URL resolved() throws IOException {
        String host = url.getHost();
        return host.startsWith("[")
                ? new URL(url.getProtocol(), host.replaceFirst("%25", "%"), url.getPort(), url.getFile())
                : url;
    }

    private int unwell(String why) {
        // Neither the user nor the query, which may hold a password or a key.
        String place = url.getProtocol() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        spec.commandLine().getErr().println("execution-sessions: " + place + url.getPath() + " " + why);
        spec.commandLine().getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
