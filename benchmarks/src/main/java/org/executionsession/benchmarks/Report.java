package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.executionsession.benchmarks.load.LoadResult;
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
            "server CPU",
            "generator CPU",
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
    private final List<String> notes = new ArrayList<>();

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
        load(measured, List.of());
    }

    /** Adds an operation that writes, beside the best that plain JDBC can do. */
    void load(Measured measured, List<WriteRate> rates) {
        LoadResult most = measured.most();
        LoadResult steady = measured.steady();
        Optional<WriteRate> ceiling = WriteRate.ceiling(rates);
        loads.row(
                measured.operation(),
                whole(measured.stored()),
                whole(most.perSecond()),
                decimal(most.milliseconds(50)),
                decimal(most.milliseconds(99)),
                decimal(most.milliseconds(99.9)),
                most.errorText(),
                whole(measured.serverCpu().toNanos() / 1e3) + " us",
                whole(measured.generatorCpu().toNanos() / 1e3) + " us",
                ceiling.map(rate -> whole(rate.perSecond())).orElse(""),
                ceiling.map(rate -> decimal(most.perSecond() / rate.perSecond()))
                        .orElse(""),
                whole(measured.offered()) + "/s",
                decimal(steady.milliseconds(50)),
                decimal(steady.milliseconds(99)),
                decimal(steady.milliseconds(99.9)),
                steady.errorText());
        for (WriteRate rate : rates) {
            raw.row(
                    measured.operation(),
                    rate.description(),
                    whole(rate.perSecond()),
                    decimal(rate.commits().getValueAtPercentile(50) / 1e3));
        }
        progress(measured.operation() + ", " + measured.stored() + " stored: " + whole(most.perSecond())
                + " requests/s, p99 " + decimal(most.milliseconds(99)) + " ms, errors " + most.errorText());
    }

    /** Adds a figure that there is a target for; the target may be empty. */
    void ratio(String what, double figure, String target) {
        figure(what, decimal(figure), target);
    }

    void figure(String what, String figure, String target) {
        ratios.row(what, figure, target);
        progress(what + ": " + figure);
    }

    /** Adds a sentence below the tables. */
    void note(String sentence) {
        notes.add(sentence);
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : "%.2f", value);
    }

    @Override
    public String toString() {
        return "## " + title + "\n\n" + loads + "\n" + ratios + "\n" + raw + "\n" + String.join("\n", notes);
    }
}
