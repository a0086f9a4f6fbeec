package org.executionsession.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be set for a load. */
final class LoadOptions {

    private static final int LEAST_STORED = 20_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "How long each load runs (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "15",
            description = "How long each load runs at least before it is measured (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--raw",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "How long each way of writing with plain JDBC is tried (default: ${DEFAULT-VALUE}).")
    private int raw;

    @Option(
            names = "--connections",
            defaultValue = "128",
            description = "How many connections the load has (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--server-argument",
            paramLabel = "ARGUMENT",
            description = "Appended to the server's command line; may be repeated.")
    private List<String> serverArguments = new ArrayList<>();

    @Option(
            names = "--folder",
            defaultValue = "benchmarks/target/load",
            description = "Where databases and logs are kept during the run (default: ${DEFAULT-VALUE}).")
    private Path folder;

    private long stored;

    @Option(
            names = "--stored",
            defaultValue = "1000000",
            description = "How many sessions the large store has: at least " + LEAST_STORED
                    + ", or 0 for no large store (default: ${DEFAULT-VALUE}).")
    private void setStored(long value) {
        if (value != 0 && value < LEAST_STORED) {
            throw new ParameterException(
                    mixee.commandLine(), "Invalid value for option '--stored': must be 0 or at least " + LEAST_STORED);
        }
        stored = value;
    }

    ServerOptions server() {
        return server;
    }

    Duration time() {
        return Duration.ofSeconds(seconds);
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUp);
    }

    Duration rawTime() {
        return Duration.ofSeconds(raw);
    }

    int connections() {
        return connections;
    }

    long stored() {
        return stored;
    }

    List<String> serverArguments() {
        return serverArguments;
    }

    Path folder() {
        return folder;
    }
}
