package org.executionsession.benchmarks.compare;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.report.Environment;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.session.Example;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Compares the running server with services that others would write for the same job. */
@Command(
        name = "compare",
        description =
                "Checks that all servers do the same job, then creates sessions on ours and on each peer in turn, and"
                        + " prints tables in Markdown; exits with 1 when a check fails or a response is an error.",
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private CompareOptions options;

    private final ComparisonReport report = new ComparisonReport();
    private final List<String> findings = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Contender ours = options.ours();
        List<Contender> peers = options.peers();
        Path folder = Files.createTempDirectory(Files.createDirectories(options.folder()), "run-");
        print(introduction());
        options.databases().each(folder, database -> compare(database, folder, ours, peers));
        print(report);
        findings.forEach(this::print);
        return findings.isEmpty() ? 0 : 1;
    }

    private void compare(Database database, Path folder, Contender ours, List<Contender> peers) throws SQLException {
        Comparison comparison = new Comparison(options, database, folder, this::progress);
        List<String> failedChecks = new ArrayList<>(comparison.check(ours));
        for (Contender peer : peers) {
            failedChecks.addAll(comparison.check(peer));
        }
        findings.addAll(failedChecks);
        if (!failedChecks.isEmpty()) {
            return;
        }
        for (Contender peer : peers) {
            List<StartFigures> starts = comparison.starts(ours, peer);
            if (!starts.isEmpty()) {
                add(database, ours, starts.get(0));
                add(database, peer, starts.get(1));
            }
            if (options.rounds() > 0) {
                Pair pair = comparison.rounds(ours, peer);
                report.add(pair);
                addErrors(database.name() + ", beside " + peer.title(), pair.errors());
            }
        }
    }

    private void add(Database database, Contender contender, StartFigures start) {
        report.add(database.name(), contender.title(), start);
        addErrors(database.name() + ", " + contender.title() + " after the start", start.errors());
    }

    private void addErrors(String where, long errors) {
        if (errors > 0) {
            findings.add(where + ": " + errors + " errors");
        }
    }

    String introduction() {
        return Environment.describe() + ".\nThe load comes from the same cores, over " + options.connections()
                + " connections; heap " + options.heap() + ", body of "
                + Figures.whole(Example.read().withoutId().length()) + " bytes, warm-up "
                + options.warmUp().toSeconds() + " s, " + options.rounds() + " rounds of "
                + options.time().toSeconds() + " s."
                + (options.peersDoNotSync() ? " H2 is synced at each commit by ours, and not by the peers." : "")
                + "\n";
    }

    private void print(Object text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    private void progress(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }
}
