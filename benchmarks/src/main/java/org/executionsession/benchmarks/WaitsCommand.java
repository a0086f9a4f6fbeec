package org.executionsession.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.report.Environment;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.WatchClient;
import org.executionsession.benchmarks.session.WatchClient.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the memory of clients that wait, and how fast they are woken. */
@Command(
        name = "waits",
        description =
                "Opens connections that wait for a change of a session, and measures the heap and the time from a commit to"
                        + " the response.",
        mixinStandardHelpOptions = true)
final class WaitsCommand implements Callable<Integer> {

    private static final int WAIT_SECONDS = 3_600;

    /** How many clients connect at once. */
    private static final int BATCH = 250;

    private static final int POLL_MILLISECONDS = 20;

    /** How many changes wake the clients of one session each, before one wakes all others. */
    private static final int SINGLE_CHANGES = 25;

    /** The first changes load classes. */
    private static final int WARM_UP = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--waits",
            defaultValue = "10000",
            description = "How many clients wait (default: ${DEFAULT-VALUE}).")
    private int waits;

    @Option(
            names = "--sessions",
            defaultValue = "100",
            description = "For how many sessions they wait (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--folder",
            defaultValue = "benchmarks/target/waits",
            description = "Where databases and logs are kept during the run (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        Path run = Files.createTempDirectory(Files.createDirectories(folder), "run-");
        print(Environment.describe() + ".\nHeap " + server.heap() + ".\n");
        server.databases().each(run, database -> measure(database, run));
        return 0;
    }

    private void measure(Database database, Path run) throws Exception {
        Table table = new Table("What", database.name());
        String connections = Integer.toString(waits * 2 + 100);
        Server waiting = Server.executionSessions(
                server.jar(),
                server.javaOptions(),
                List.of(
                        "--max-connections", connections,
                        "--max-connections-per-address", connections,
                        "--max-waits", connections,
                        "--max-waits-per-caller", connections,
                        "--max-wait", WAIT_SECONDS + "s"));
        try (ServerProcess process = waiting.start(database.create(), run);
                WaitingClients clients = new WaitingClients(process.url())) {
            WatchClient writer = new WatchClient(process.url());
            List<Version> versions = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                versions.add(writer.create());
            }
            long before = process.liveHeapMegabytes();
            for (int i = 0; i < waits; i++) {
                Version version = versions.get(i % sessions);
                clients.wait(version.id(), version.tag(), WAIT_SECONDS);
                if (i % BATCH == 0) {
                    awaitWaits(writer, i + 1);
                }
            }
            awaitWaits(writer, waits);
            table.row("heap before", Figures.whole(before) + " MB");
            table.row(
                    "heap with " + Figures.whole(waits) + " waits", Figures.whole(process.liveHeapMegabytes()) + " MB");
            wake(clients, writer, versions, table);
            table.row("memory of the process, at most", Figures.whole(process.peakMegabytes()) + " MB");
        }
        print(table);
    }

    private static void awaitWaits(WatchClient client, int count) throws IOException, InterruptedException {
        while (client.waits() < count) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLISECONDS);
        }
    }

    private void wake(WaitingClients clients, WatchClient writer, List<Version> versions, Table table)
            throws IOException, InterruptedException {
        List<Long> latencies = new ArrayList<>();
        int ofSession = waits / sessions;
        for (int i = 0; i < Math.min(SINGLE_CHANGES, sessions); i++) {
            writer.update(versions.get(i));
            long committed = System.nanoTime();
            List<Long> times = clients.responses(ofSession);
            if (i >= WARM_UP) {
                times.forEach(time -> latencies.add(Math.max(0, time - committed)));
            }
        }
        latencies.sort(null);
        table.row("from the response of a change to that of a wait, median", milliseconds(latencies, 0.5));
        table.row("the same, 99 %", milliseconds(latencies, 0.99));
        table.row("the same, at most", milliseconds(latencies, 1));
        long begin = System.nanoTime();
        for (int i = SINGLE_CHANGES; i < sessions; i++) {
            writer.update(versions.get(i));
        }
        List<Long> all = clients.responses(ofSession * Math.max(0, sessions - SINGLE_CHANGES));
        all.sort(null);
        table.row(
                "changes of all other sessions, until all waits have ended",
                Figures.whole((all.get(all.size() - 1) - begin) / 1e6) + " ms");
    }

    private static String milliseconds(List<Long> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return Figures.tenths(sorted.get(index) / 1e6) + " ms";
    }

    private void print(Object text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
