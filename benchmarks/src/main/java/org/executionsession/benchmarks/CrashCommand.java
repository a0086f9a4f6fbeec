package org.executionsession.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.H2Files;
import org.executionsession.benchmarks.database.PostgresServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Kills the running server under load, and looks for what it has acknowledged. */
@Command(
        name = "crash",
        description =
                "Kills the server with -9 under load, again and again, and once PostgreSQL itself; exits with 1 when"
                        + " anything that was acknowledged is lost, or anything is duplicated or torn.",
        mixinStandardHelpOptions = true)
final class CrashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private CrashOptions options;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "run-");
        List<CrashReport> reports = new ArrayList<>();
        if (options.server().databases().h2()) {
            reports.add(crash(new H2Files(folder), folder));
        }
        if (options.server().databases().postgres()) {
            reports.add(crash(PostgresServer.start(folder), folder));
        }
        return reports.stream().allMatch(CrashReport::passed) ? 0 : 1;
    }

    private CrashReport crash(Database database, Path folder) throws SQLException, InterruptedException {
        try (database) {
            CrashReport report =
                    new Crash(options, database, folder, spec.commandLine().getErr()).run();
            PrintWriter out = spec.commandLine().getOut();
            out.println(report);
            out.flush();
            return report;
        }
    }
}
