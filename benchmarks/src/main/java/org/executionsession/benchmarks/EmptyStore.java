package org.executionsession.benchmarks;

import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.rows.RawWrites;
import org.executionsession.benchmarks.rows.Way;
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

    void measure() throws SQLException {
        report.progress("recording a session changes " + setup.samples().post().rows() + " rows");
        Location ofJdbc = setup.database().create();
        Location ofServer = setup.database().create();
        // For the tables.
        setup.server().start(ofJdbc, setup.folder()).close();
        try (RawWrites writes =
                        RawWrites.open(ofJdbc, setup.samples().post(), Ids.COPIED, Numbers.inOrder(0, Long.MAX_VALUE));
                ServerProcess server = setup.server().start(ofServer, setup.folder())) {
            report.progress("writing with plain JDBC");
            List<WriteRate> rates =
                    writes.rates(setup.database().writings(), setup.options().rawTime());
            Way best = WriteRate.best(rates).way();
            report.progress("plain JDBC is best with " + best);
            Requests requests = recording(server.url(), setup);
            together(server, requests, writes, rates, best);
            alone(server, requests, writes);
        }
        setup.database().remove(ofServer);
        setup.database().remove(ofJdbc);
    }

    private void together(ServerProcess server, Requests requests, RawWrites writes, List<WriteRate> tried, Way best)
            throws SQLException {
        RawLoad raw = new RawLoad(writes, best, setup.options().time());
        try (ServerLoad load = ServerLoad.of("POST", 0, server, requests, setup.options())) {
            Sliced.inTurn(load, raw);
            Measured post = load.finish();
            List<WriteRate> rates = new ArrayList<>(tried);
            rates.add(raw.rate());
            report.load(post, raw.rate());
            report.raw("POST", rates);
            report.ratio(
                    "POST against plain JDBC (" + best + ")",
                    post.most().perSecond() / raw.rate().perSecond(),
                    "at least " + setup.database().targetShareOfCeiling());
            report.figure(
                    "memory at its peak under POST, heap "
                            + setup.options().server().heap(),
                    server.peakMegabytes() + " MB",
                    "heap 128 MB");
        }
    }

    private void alone(ServerProcess server, Requests requests, RawWrites writes) throws SQLException {
        RawLoad raw = new RawLoad(
                writes,
                new Way(setup.database().writings().get(0), 1, 1),
                setup.options().time().dividedBy(2));
        try (Caller caller = new Caller(server, requests, setup.options())) {
            Sliced.inTurn(caller, raw);
            double insert = raw.rate().commitMilliseconds();
            report.ratio(
                    "POST by one connection, p50 of " + Figures.decimal(caller.milliseconds())
                            + " ms, against one insert and commit, " + Figures.decimal(insert) + " ms",
                    caller.milliseconds() / insert,
                    "at most 1.5");
        }
    }
}
