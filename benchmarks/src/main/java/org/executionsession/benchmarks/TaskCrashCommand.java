package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.executionsession.benchmarks.database.PostgresServer;
import org.executionsession.benchmarks.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Kills servers while they run tasks, and looks at what became of each run. */
@Command(
        name = "task-crash",
        description =
                "Starts tasks on two servers on one PostgreSQL, and kills them with -9 at random; exits with 1 unless each"
                        + " run that was acknowledged has exactly one success, and nothing is left.",
        mixinStandardHelpOptions = true)
final class TaskCrashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--runs",
            defaultValue = "1000",
            description = "How many runs are acknowledged, at least (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--task-duration",
            defaultValue = "1s",
            description = "How long a task runs (default: ${DEFAULT-VALUE}).")
    private String duration;

    @Option(names = "--seed", description = "Chooses the moments of the kills.")
    private long seed = new Random().nextLong();

    @Option(
            names = "--folder",
            defaultValue = "benchmarks/target/task-crash",
            description = "Where databases and logs are kept during the run (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        Path run = Files.createTempDirectory(Files.createDirectories(folder), "run-");
        try (PostgresServer database = PostgresServer.start(run)) {
            TaskCrash crash = new TaskCrash(
                    Server.executionSessions(
                            server.jar(), server.javaOptions(), List.of("--task-simulation", duration)),
                    database.create(),
                    run,
                    runs,
                    seed,
                    spec.commandLine().getErr());
            TaskCrash.Outcome outcome = crash.run();
            PrintWriter out = spec.commandLine().getOut();
            out.println(outcome);
            out.flush();
            return outcome.passed() ? 0 : 1;
        }
    }
}
