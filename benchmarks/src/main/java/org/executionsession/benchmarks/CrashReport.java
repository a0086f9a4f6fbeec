package org.executionsession.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;
import org.executionsession.benchmarks.session.Ledger;

/** What crashes on one database have done. */
final class CrashReport {

    private final String title;
    private final long seed;
    private int serverKills;
    private int databaseKills;
    private int starts;
    private int failedStarts;
    private Duration slowestRestart = Duration.ZERO;
    private long acknowledged;
    private long inDoubt;
    private double perSecond;
    private Map<Integer, Long> rejections = Map.of();
    private Checked checked;

    CrashReport(String title, long seed) {
        this.title = title;
        this.seed = seed;
    }

    /**
     * What was found by the ids of all sessions.
     *
     * @param found of those that were acknowledged
     * @param storedInDoubt of those in doubt, before another try
     * @param torn sessions that lack a part or have one of another
     * @param wrongRetries retries of sessions in doubt whose response did not match what was stored
     * @param onceAfterRetry of those in doubt, after another try
     * @param duplicated ids that are listed more than once
     * @param strangers ids that are listed and were never sent
     * @param sessions how many there are by their count
     * @param results how many there are by their count
     * @param details how many there are by their count
     */
    record Checked(
            long found,
            long storedInDoubt,
            long torn,
            long wrongRetries,
            long onceAfterRetry,
            long duplicated,
            long strangers,
            long sessions,
            long results,
            long details) {}

    /** Called by the thread that kills. */
    synchronized void serverKilled() {
        serverKills++;
    }

    /** Called by the thread that kills. */
    synchronized void databaseKilled() {
        databaseKills++;
    }

    /** The first start is of an empty database and no restart. */
    void started(Duration untilReady) {
        if (starts > 0 && untilReady.compareTo(slowestRestart) > 0) {
            slowestRestart = untilReady;
        }
        starts++;
    }

    /** Counts a start that has failed; returns how many have. */
    int startFailed() {
        return ++failedStarts;
    }

    void load(Ledger ledger, Duration time) {
        acknowledged = ledger.acknowledged().cardinality();
        inDoubt = ledger.inDoubt().cardinality();
        rejections = ledger.rejections();
        perSecond = acknowledged / (time.toNanos() / 1e9);
    }

    void checked(Checked found) {
        checked = found;
    }

    /** Whether nothing is lost, duplicated or torn, every start succeeded, and every rejection was a 503. */
    boolean passed() {
        long all = acknowledged + inDoubt;
        return lost() == 0
                && checked.torn == 0
                && checked.wrongRetries == 0
                && checked.onceAfterRetry == inDoubt
                && checked.duplicated == 0
                && checked.strangers == 0
                && checked.sessions == all
                && checked.results == all
                && checked.details == all
                && failedStarts == 0
                && unexpected().isEmpty();
    }

    private long lost() {
        return acknowledged - checked.found;
    }

    private Map<Integer, Long> unexpected() {
        Map<Integer, Long> unexpected = new TreeMap<>(rejections);
        unexpected.remove(Ledger.UNAVAILABLE);
        return unexpected;
    }

    @Override
    public synchronized String toString() {
        Table table = new Table("What", "figure")
                .row("kills of the server", Figures.whole(serverKills))
                .row("kills of the database itself", Figures.whole(databaseKills))
                .row("acknowledged", Figures.whole(acknowledged))
                .row("found", Figures.whole(checked.found))
                .row("lost", Figures.whole(lost()))
                .row("duplicated", Figures.whole(checked.duplicated))
                .row("torn", Figures.whole(checked.torn))
                .row("stored and never sent", Figures.whole(checked.strangers))
                .row("no response or rejected", Figures.whole(inDoubt))
                .row("no response or rejected, but stored, which is allowed", Figures.whole(checked.storedInDoubt))
                .row(
                        "no response or rejected, and stored exactly once after a retry",
                        Figures.whole(checked.onceAfterRetry))
                .row("wrong response to a retry", Figures.whole(checked.wrongRetries))
                .row(
                        "sessions, results, details by their counts",
                        Figures.whole(checked.sessions) + ", " + Figures.whole(checked.results) + ", "
                                + Figures.whole(checked.details))
                .row("rejected with 503", Figures.whole(rejections.getOrDefault(Ledger.UNAVAILABLE, 0L)))
                .row("other status", unexpected().isEmpty() ? "0" : unexpected().toString())
                .row("failed starts", Figures.whole(failedStarts))
                .row("slowest restart, s", Figures.decimal(slowestRestart.toMillis() / 1e3))
                .row("acknowledged a second, outages included", Figures.whole(perSecond));
        return "## " + title + ", seed " + seed + ": " + (passed() ? "passed" : "FAILED") + "\n\n" + table;
    }
}
