package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Kills servers while they run tasks, and looks at what became of each run. */
@Command(
        name = "task-crash",
        description =
                "Starts tasks on a server on H2, and on two servers on one PostgreSQL, and kills the servers with -9 at"
                        + " random; exits with 1 unless each run that was acknowledged has exactly one success, and"
                        + " nothing is left.",
        mixinStandardHelpOptions = true)
final class TaskCrashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private KillOptions killing;

    private int runs;

    @Option(
            names = "--runs",
            defaultValue = "1000",
            description = "How many runs are acknowledged on each database, at least (default: ${DEFAULT-VALUE}).")
    private void setRuns(int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--runs': must be at least 1");
        }
        runs = value;
    }

    @Option(
            names = "--task-duration",
            defaultValue = "1s",
            description = "How long a task runs (default: ${DEFAULT-VALUE}).")
    private String duration;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(killing.folder()), "run-");
        List<TaskCrash.Outcome> outcomes = new ArrayList<>();
        killing.server().databases().each(folder, database -> outcomes.add(crash(database, folder)));
        return outcomes.stream().allMatch(TaskCrash.Outcome::passed) ? 0 : 1;
    }

    private TaskCrash.Outcome crash(Database database, Path folder) throws Exception {
        Server server = Server.executionSessions(
                killing.server().jar(), killing.server().javaOptions(), List.of("--task-simulation", duration));
        TaskCrash crash = new TaskCrash(
                server,
                database,
                folder,
                runs,
                killing.seed(),
                spec.commandLine().getErr());
        TaskCrash.Outcome outcome = crash.run();
        PrintWriter out = spec.commandLine().getOut();
        out.println(outcome);
        out.flush();
        return outcome;
    }
}
