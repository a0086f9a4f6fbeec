package org.executionsession.benchmarks;

import java.nio.file.Path;
import java.util.List;
import org.executionsession.benchmarks.database.Databases;
import picocli.CommandLine.Option;

/** What can be set for the server that a command runs, and for the databases below it. */
final class ServerOptions {

    @Option(
            names = "--database",
            defaultValue = "both",
            description = "The databases to run on: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Databases databases;

    @Option(
            names = "--heap",
            defaultValue = "128m",
            description = "The largest heap of the server, as -Xmx takes it (default: ${DEFAULT-VALUE}).")
    private String heap;

    @Option(
            names = "--jar",
            defaultValue = "bootstrap/target/execution-sessions.jar",
            description = "The server (default: ${DEFAULT-VALUE}).")
    private Path jar;

    Databases databases() {
        return databases;
    }

    String heap() {
        return heap;
    }

    List<String> javaOptions() {
        return List.of("-Xmx" + heap);
    }

    Path jar() {
        return jar;
    }
}
