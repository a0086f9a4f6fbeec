package org.executionsession.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.H2Files;
import org.executionsession.benchmarks.database.PostgresServer;
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
    public Integer call() throws IOException, SQLException {
        Path folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "run-");
        print(Environment.describe(options));
        if (options.server().databases().h2()) {
            measure(new H2Files(folder), folder);
        }
        if (options.server().databases().postgres()) {
            measure(PostgresServer.start(folder), folder);
        }
        return 0;
    }

    private void measure(Database database, Path folder) throws SQLException {
        Report report = new Report(database.name(), spec.commandLine().getErr());
        try (database) {
            Example example = Example.read();
            Server server = Server.executionSessions(
                    options.server().jar(), options.server().heap(), options.serverArguments());
            Samples samples = Samples.take(server, database, example, folder);
            Setup setup = new Setup(options, server, database, example, samples, folder, report);
            new EmptyStore(setup).measure();
            if (options.peerJar().isPresent()) {
                new Peer(setup, options.peerJar().get()).measure();
            }
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
