package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.util.List;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;
import org.executionsession.benchmarks.rows.WriteRate;

/** What was measured on one database, in three tables: the loads, the ways of writing with plain JDBC, the ratios. */
final class Report {

    private final String title;
    private final Table loads = new Table(
            "Operation",
            "stored",
            "requests/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "errors",
            "server CPU us",
            "generator CPU us",
            "plain JDBC",
            "ratio",
            "at a constant",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "errors");
    private final Table raw = new Table("Plain JDBC", "how", "sessions/s", "p50 ms of a commit");
    private final Table ratios = new Table("What", "figure", "target");
    private final PrintWriter progress;

    Report(String title, PrintWriter progress) {
        this.title = title;
        this.progress = progress;
    }

    /** Says what goes on, to those who wait. */
    void progress(String text) {
        progress.println("[" + title + "] " + text);
        progress.flush();
    }

    void load(Measured measured) {
        load(measured, "", "");
    }

    /** Adds an operation that writes, beside what plain JDBC can do. */
    void load(Measured measured, WriteRate ceiling) {
        load(
                measured,
                Figures.whole(ceiling.perSecond()),
                Figures.decimal(measured.most().perSecond() / ceiling.perSecond()));
    }

    private void load(Measured measured, String ceiling, String ratio) {
        LoadResult most = measured.most();
        LoadResult steady = measured.steady();
        loads.row(
                measured.operation(),
                Figures.whole(measured.stored()),
                Figures.whole(most.perSecond()),
                latency(most, 50),
                latency(most, 99),
                latency(most, 99.9),
                most.errorText(),
                Figures.whole(measured.serverCpu().toNanos() / 1e3),
                Figures.whole(measured.generatorCpu().toNanos() / 1e3),
                ceiling,
                ratio,
                Figures.whole(measured.offered()) + "/s",
                latency(steady, 50),
                latency(steady, 99),
                latency(steady, 99.9),
                steady.errorText());
        progress(measured.operation() + ", " + Figures.whole(measured.stored()) + " stored: "
                + Figures.whole(most.perSecond()) + " requests/s, p99 " + Figures.decimal(most.milliseconds(99))
                + " ms, errors " + most.errorText());
    }

    /** Adds the ways in which plain JDBC was tried for an operation. */
    void raw(String operation, List<WriteRate> rates) {
        for (WriteRate rate : rates) {
            raw.row(
                    operation,
                    rate.way().toString(),
                    Figures.whole(rate.perSecond()),
                    Figures.decimal(rate.commitMilliseconds()));
        }
    }

    /** Adds a figure that there is a target for; the target may be empty. */
    void ratio(String what, double figure, String target) {
        figure(what, Figures.decimal(figure), target);
    }

    void figure(String what, String figure, String target) {
        ratios.row(what, figure, target);
        progress(what + ": " + figure);
    }

    /** Nothing when there were no responses, because there were no sessions left to ask for. */
    private static String latency(LoadResult seen, double percentile) {
        return seen.latencies().getTotalCount() == 0 ? "" : Figures.decimal(seen.milliseconds(percentile));
    }

    @Override
    public String toString() {
        return "## " + title + "\n\n" + loads + "\n" + ratios + "\n" + raw;
    }
}
