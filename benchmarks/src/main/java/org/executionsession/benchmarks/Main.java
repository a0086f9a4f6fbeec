package org.executionsession.benchmarks;

import org.executionsession.benchmarks.compare.CompareCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of the benchmarks. */
@Command(
        name = "benchmarks",
        description = "Measures Execution Sessions, and tries to break them.",
        subcommands = {
            LoadCommand.class,
            CompareCommand.class,
            CrashCommand.class,
            PartsCommand.class,
            RecorderOutageCommand.class,
            TaskCrashCommand.class,
            TaskListCommand.class,
            WaitsCommand.class,
            WatchCrashCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main {

    private Main() {}

    /**
     * Runs a command and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
