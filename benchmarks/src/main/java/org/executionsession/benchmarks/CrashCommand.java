package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.executionsession.benchmarks.database.Database;
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
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "run-");
        List<CrashReport> reports = new ArrayList<>();
        options.server().databases().each(folder, database -> reports.add(crash(database, folder)));
        return reports.stream().allMatch(CrashReport::passed) ? 0 : 1;
    }

    private CrashReport crash(Database database, Path folder) throws SQLException, InterruptedException {
        CrashReport report =
                new Crash(options, database, folder, spec.commandLine().getErr()).run();
        PrintWriter out = spec.commandLine().getOut();
        out.println(report);
        out.flush();
        return report;
    }
}
