package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.report.Environment;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Example;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.SessionClient;
import org.executionsession.benchmarks.session.Slot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the list of all tasks beside many results. */
@Command(
        name = "tasks",
        description = "Reads the list of all reload tasks, each with its last result, from a store with many results.",
        mixinStandardHelpOptions = true)
final class TaskListCommand implements Callable<Integer> {

    /** How many tasks one request creates. */
    private static final int BATCH = 500;

    /** How often the list is read. The server is warm at the end. */
    private static final int READS = 21;

    /** How many tasks a page of statistics has. Each read takes another page, so its rows are not in the caches yet. */
    private static final int STATISTICS_PAGE = 50;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions options;

    @Option(
            names = "--tasks",
            defaultValue = "10000",
            description = "How many tasks there are (default: ${DEFAULT-VALUE}).")
    private int tasks;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "run-");
        print(Environment.describe() + ".\nHeap " + options.server().heap() + ".\n");
        options.server().databases().each(folder, database -> measure(database, folder));
        return 0;
    }

    private void measure(Database database, Path folder) throws SQLException {
        Report report = new Report(database.name(), spec.commandLine().getErr());
        Example example = Example.read();
        Server server = Server.executionSessions(
                options.server().jar(), options.server().javaOptions(), options.serverArguments());
        Samples samples = Samples.take(server, database, example, folder);
        Setup setup = new Setup(options, server, database, example, samples, folder, report);
        FilledStore store = FilledStore.of(options.stored(), setup);
        try (ServerProcess process = store.start()) {
            SessionClient client = new SessionClient(process.url());
            List<UUID> ids = LongStream.range(0, tasks)
                    .mapToObj(task -> Ids.STORED.id(Slot.TASK, task * Ids.SESSIONS_A_TASK))
                    .toList();
            for (int from = 0; from < ids.size(); from += BATCH) {
                client.createTasks(ids.subList(from, Math.min(from + BATCH, ids.size())));
            }
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < READS; i++) {
                times.add(client.streamTasks().time());
            }
            String what = "list of " + Figures.whole(tasks) + " tasks, " + Figures.whole(options.stored())
                    + " results stored";
            report.figure(what + ", the first one", seconds(times.get(0)), "under 1 s");
            times.sort(null);
            report.figure(what + ", median of " + READS, seconds(times.get(READS / 2)), "under 1 s");
            List<Duration> statistics = new ArrayList<>();
            for (int i = 0; i < READS; i++) {
                statistics.add(client.streamStatistics(i * STATISTICS_PAGE % tasks, STATISTICS_PAGE)
                        .time());
            }
            String page = "statistics of " + STATISTICS_PAGE + " tasks";
            report.figure(page + ", the first one", seconds(statistics.get(0)), "under 0.3 s");
            statistics.sort(null);
            report.figure(page + ", median of " + READS, seconds(statistics.get(READS / 2)), "under 0.3 s");
        }
        store.remove();
        print(report);
    }

    private static String seconds(Duration time) {
        return Figures.decimal(time.toMillis() / 1e3) + " s";
    }

    private void print(Object text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
