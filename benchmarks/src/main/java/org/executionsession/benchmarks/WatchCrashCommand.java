package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** Kills servers and connections while clients watch sessions, and compares what the clients have seen. */
@Command(
        name = "watch-crash",
        description =
                "Changes sessions on two servers on one PostgreSQL, while readers of the feed and of events and clients that wait"
                        + " watch them, and kills servers and connections at random; exits with 1 unless everybody has seen everything,"
                        + " once and in order.",
        mixinStandardHelpOptions = true)
final class WatchCrashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(names = "--minutes", defaultValue = "10", description = "How long it runs (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--readers",
            defaultValue = "100",
            description = "How many clients read events (default: ${DEFAULT-VALUE}).")
    private int readers;

    @Option(
            names = "--waits",
            defaultValue = "1000",
            description = "How many clients wait (default: ${DEFAULT-VALUE}).")
    private int waits;

    @Option(
            names = "--writers",
            defaultValue = "8",
            description = "How many clients change sessions (default: ${DEFAULT-VALUE}).")
    private int writers;

    @Option(names = "--seed", description = "Chooses what is killed, and when.")
    private long seed = new Random().nextLong();

    @Option(
            names = "--folder",
            defaultValue = "benchmarks/target/watch-crash",
            description = "Where databases and logs are kept during the run (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        Path run = Files.createTempDirectory(Files.createDirectories(folder), "run-");
        String connections = Integer.toString((waits + readers) * 2 + 200);
        try (PostgresServer database = PostgresServer.start(run)) {
            WatchCrash crash = new WatchCrash(
                    Server.executionSessions(
                            server.jar(),
                            server.javaOptions(),
                            List.of(
                                    "--max-connections", connections,
                                    "--max-connections-per-address", connections,
                                    "--max-waits-per-caller", connections,
                                    "--max-waits", connections,
                                    "--max-event-streams", connections,
                                    "--max-event-streams-per-caller", connections,
                                    "--event-heartbeat", "2s")),
                    database.create(),
                    run,
                    new WatchCrash.Size(Duration.ofMillis((long) (minutes * 60_000)), readers, waits, writers),
                    seed,
                    spec.commandLine().getErr());
            WatchCrash.Outcome outcome = crash.run();
            PrintWriter out = spec.commandLine().getOut();
            out.println(outcome);
            out.flush();
            return outcome.passed() ? 0 : 1;
        }
    }
}
