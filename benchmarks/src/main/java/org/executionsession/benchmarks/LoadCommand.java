package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.report.Environment;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.session.Example;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures the running server under load. */
@Command(
        name = "load",
        description = "Runs the server as a process, loads it over HTTP, and compares it with plain JDBC.",
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions options;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "run-");
        print(introduction());
        options.server().databases().each(folder, database -> measure(database, folder));
        return 0;
    }

    private String introduction() {
        return Environment.describe() + ".\nThe load comes from the same cores, over " + options.connections()
                + " connections; heap " + options.server().heap() + ", body of "
                + Figures.whole(Example.read().bytes().length) + " bytes; each figure is from "
                + options.time().toSeconds()
                + " s. CPU is that of a request. At a constant rate, latency counts from when a request was due.\n";
    }

    private void measure(Database database, Path folder) throws SQLException {
        Report report = new Report(database.name(), spec.commandLine().getErr());
        try {
            Example example = Example.read();
            Server server = Server.executionSessions(
                    options.server().jar(), options.server().javaOptions(), options.serverArguments());
            Samples samples = Samples.take(server, database, example, folder);
            Setup setup = new Setup(options, server, database, example, samples, folder, report);
            new EmptyStore(setup).measure();
            if (options.stored() > 0) {
                new LargeStore(setup).measure();
            }
        } finally {
            // Of a run that fails late, the beginning counts.
            print(report);
        }
    }

    private void print(Object text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
