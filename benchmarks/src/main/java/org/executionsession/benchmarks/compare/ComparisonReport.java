package org.executionsession.benchmarks.compare;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.LongStream;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;

/** The tables of a comparison, in Markdown. The first one is that of the README. */
final class ComparisonReport {

    private final Table rounds = new Table(
            "Database",
            "Compared with",
            "Requests/s",
            "Peer",
            "Ratio",
            "p50, p99 ms",
            "Peer",
            "p99 ratio",
            "CPU µs a request",
            "Peer");
    private final Table starts =
            new Table("Database", "Server", "Until ready s", "Requests", "Memory MB", "Each second");
    private final Table commits = new Table("Database", "Beside", "Writes a commit");
    private boolean anyRounds;
    private boolean anyStarts;

    void add(Pair pair) {
        anyRounds = true;
        rounds.row(
                pair.database(),
                pair.peer(),
                rate(pair.ours()),
                rate(pair.theirs()),
                Spread.ofRatios(pair.ours(), pair.theirs(), Round::perSecond).text(Figures::decimal),
                latencies(pair.ours()),
                latencies(pair.theirs()),
                Spread.ofRatios(pair.ours(), pair.theirs(), Round::p99).text(Figures::decimal),
                cpu(pair.ours()),
                cpu(pair.theirs()));
        commits.row(pair.database(), pair.peer(), pair.commits().text());
    }

    void add(String database, String server, StartFigures start) {
        anyStarts = true;
        starts.row(
                database,
                server,
                Figures.decimal(start.medianUntilReady()),
                Figures.whole(RatePerSecond.total(start.perSecond())),
                Figures.whole(start.peakMegabytes()),
                LongStream.of(start.perSecond()).mapToObj(Long::toString).collect(joining(" ")));
    }

    private static String rate(List<Round> rounds) {
        return Spread.of(rounds, Round::perSecond).text(Figures::whole);
    }

    private static String latencies(List<Round> rounds) {
        return Figures.tenths(Spread.of(rounds, Round::p50).median()) + ", "
                + Figures.tenths(Spread.of(rounds, Round::p99).median());
    }

    /** A database that runs inside the server has no processes of its own. */
    private static String cpu(List<Round> rounds) {
        String server = Figures.whole(Spread.of(rounds, Round::serverMicros).median());
        double database = Spread.of(rounds, Round::databaseMicros).median();
        return database == 0 ? server : server + " + " + Figures.whole(database);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (anyRounds) {
            text.append(rounds)
                    .append("\nMedian of the rounds, range in parentheses. CPU is that of the server, + that of the")
                    .append(" processes of the database.\n\n")
                    .append(commits);
        }
        if (anyStarts) {
            text.append("\nAfter a start on an existing database:\n\n").append(starts);
        }
        return text.toString();
    }
}
