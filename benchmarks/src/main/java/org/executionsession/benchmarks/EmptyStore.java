package org.executionsession.benchmarks;

import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.rows.RawWrites;
import org.executionsession.benchmarks.rows.WriteRate;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;
import org.executionsession.benchmarks.session.SessionRequests;
import org.executionsession.benchmarks.session.Slot;

/** Recording sessions in a store that is empty at first, and the same rows by plain JDBC. */
final class EmptyStore {

    private final Setup setup;
    private final Report report;

    EmptyStore(Setup setup) {
        this.setup = setup;
        this.report = setup.report();
    }

    /** The load that records sessions, of which there is no end; only their own ids differ. */
    static Requests recording(URI server, Setup setup) {
        return SessionRequests.post(
                server,
                "/executionsession",
                setup.example().marked(Slot.SESSION),
                Ids.POSTED,
                Numbers.inOrder(0, Long.MAX_VALUE));
    }

    /** Measures, and returns the load of recording. */
    Measured measure() throws SQLException {
        report.progress("recording a session changes " + setup.samples().post().rows() + " rows");
        List<WriteRate> rates = rawRates();
        Location location = setup.database().create();
        Measured post;
        LoadResult alone;
        try (ServerProcess server = setup.server().start(location, setup.folder())) {
            Requests requests = recording(server.url(), setup);
            Traffic traffic = new Traffic(server, setup.options());
            post = traffic.measure("POST", 0, requests);
            alone = traffic.alone(requests);
            report.load(post, rates);
            report.figure(
                    "memory at its peak under POST, heap " + setup.options().heap(),
                    server.peakMegabytes() + " MB",
                    "heap 128 MB");
        }
        setup.database().remove(location);
        compare(post, alone, rates);
        return post;
    }

    private List<WriteRate> rawRates() throws SQLException {
        Location location = setup.database().create();
        // For the tables.
        setup.server().start(location, setup.folder()).close();
        report.progress("writing with plain JDBC");
        List<WriteRate> rates = new RawWrites(
                        location, setup.samples().post(), Ids.COPIED, Numbers.inOrder(0, Long.MAX_VALUE))
                .rates(setup.database().writings(), setup.options().rawTime());
        setup.database().remove(location);
        return rates;
    }

    private void compare(Measured post, LoadResult alone, List<WriteRate> rates) {
        WriteRate.ceiling(rates)
                .ifPresent(ceiling -> report.ratio(
                        "POST against plain JDBC (" + ceiling.description() + ")",
                        post.most().perSecond() / ceiling.perSecond(),
                        "at least " + setup.database().targetShareOfCeiling()));
        double insert = WriteRate.aloneMilliseconds(rates);
        report.ratio(
                "POST by one connection, p50 of " + Report.decimal(alone.milliseconds(50))
                        + " ms, against one insert and commit, " + Report.decimal(insert) + " ms",
                alone.milliseconds(50) / insert,
                "at most 1.5");
    }
}
