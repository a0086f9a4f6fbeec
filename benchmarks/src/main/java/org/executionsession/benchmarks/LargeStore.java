package org.executionsession.benchmarks;

import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.rows.RawWrites;
import org.executionsession.benchmarks.rows.RowChanges;
import org.executionsession.benchmarks.rows.WriteRate;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;
import org.executionsession.benchmarks.session.SessionClient;
import org.executionsession.benchmarks.session.SessionClient.StreamedList;
import org.executionsession.benchmarks.session.SessionRequests;

/** A store that holds many sessions, beside one that holds few and one that holds none. */
final class LargeStore {

    private static final long FEW = 10_000;

    private final Setup setup;
    private final Report report;
    private final LoadOptions options;
    private final long many;

    /** The first so many are changed, the next ended, and the rest are left for plain JDBC to end. */
    private final long changed;

    private final long ended;

    LargeStore(Setup setup) {
        this.setup = setup;
        this.report = setup.report();
        this.options = setup.options();
        this.many = options.stored();
        this.changed = many / 4;
        this.ended = many * 6 / 10;
    }

    void measure() throws SQLException {
        FilledStore few = FilledStore.of(FEW, setup);
        FilledStore large = FilledStore.of(many, setup);
        few.startToReady();
        large.startToReady();
        beside(few, large);
        few.remove();
        large.remove();
    }

    private void beside(FilledStore few, FilledStore large) throws SQLException {
        Measured put;
        Measured end;
        try (ServerProcess server = large.start()) {
            try (ServerProcess ofFew = few.start()) {
                read(ofFew, server);
            }
            record(server);
            stream(server);
            put = load(
                    "PUT",
                    server,
                    SessionRequests.put(server.url(), setup.samples().change(), Numbers.scattered(0, changed)));
            end = load("end (DELETE)", server, SessionRequests.end(server.url(), Numbers.scattered(changed, ended)));
            report.figure(
                    "memory at its peak, " + Figures.whole(many) + " stored, heap "
                            + options.server().heap(),
                    server.peakMegabytes() + " MB",
                    "heap 128 MB");
        }
        // Only now: H2 lets one process in.
        raw(put, large.location(), setup.samples().put(), Numbers.scattered(0, changed));
        raw(end, large.location(), setup.samples().end(), Numbers.scattered(ended, many));
    }

    private void read(ServerProcess ofFew, ServerProcess ofMany) throws SQLException {
        compare("GET by id", ofFew, ofMany, SessionRequests::get);
        double slower = compare("list by reloadTask.id, 20 rows", ofFew, ofMany, SessionRequests::listByTask);
        String what = "list of 20 rows, " + Figures.whole(many) + " stored against " + Figures.whole(FEW);
        report.ratio(what + ", time a request under load", slower, "at most 1.5");
        try (Caller callerOfFew =
                        new Caller(ofFew, SessionRequests.listByTask(ofFew.url(), Numbers.endless(0, FEW)), options);
                Caller callerOfMany = new Caller(
                        ofMany, SessionRequests.listByTask(ofMany.url(), Numbers.endless(0, many)), options)) {
            Sliced.inTurn(callerOfFew, callerOfMany);
            report.ratio(
                    what + ", p50 of one connection",
                    callerOfMany.milliseconds() / callerOfFew.milliseconds(),
                    "at most 1.5");
        }
    }

    /** How many times as long a request takes the server that has many. */
    private double compare(
            String operation, ServerProcess ofFew, ServerProcess ofMany, BiFunction<URI, Numbers, Requests> requests)
            throws SQLException {
        try (ServerLoad few = ServerLoad.of(
                        operation, FEW, ofFew, requests.apply(ofFew.url(), Numbers.endless(0, FEW)), options);
                ServerLoad large = ServerLoad.of(
                        operation, many, ofMany, requests.apply(ofMany.url(), Numbers.endless(0, many)), options)) {
            Sliced.inTurn(few, large);
            Measured measuredFew = few.finish();
            Measured measuredLarge = large.finish();
            report.load(measuredFew);
            report.load(measuredLarge);
            return measuredFew.most().perSecond() / measuredLarge.most().perSecond();
        }
    }

    private void record(ServerProcess server) throws SQLException {
        Location empty = setup.database().create();
        try (ServerProcess ofNone = setup.server().start(empty, setup.folder());
                ServerLoad none = ServerLoad.of(
                        "POST, beside the large store", 0, ofNone, EmptyStore.recording(ofNone.url(), setup), options);
                ServerLoad large =
                        ServerLoad.of("POST", many, server, EmptyStore.recording(server.url(), setup), options)) {
            Sliced.inTurn(none, large);
            Measured measuredNone = none.finish();
            Measured measuredLarge = large.finish();
            report.load(measuredNone);
            report.load(measuredLarge);
            report.ratio(
                    "POST, " + Figures.whole(many) + " stored against none",
                    measuredLarge.most().perSecond() / measuredNone.most().perSecond(),
                    "at least 0.9");
        }
        setup.database().remove(empty);
    }

    private void stream(ServerProcess server) {
        StreamedList list = new SessionClient(server.url()).streamAll();
        double seconds = list.time().toMillis() / 1e3;
        report.figure(
                "list of all, " + Figures.whole(many) + " stored, heap "
                        + options.server().heap(),
                Figures.whole(list.bytes() / 1e6) + " MB in " + Figures.whole(seconds) + " s, "
                        + Figures.whole(list.bytes() / 1e6 / seconds) + " MB/s",
                "to its end");
    }

    private Measured load(String operation, ServerProcess server, Requests requests) throws SQLException {
        try (ServerLoad load = ServerLoad.of(operation, many, server, requests, options)) {
            Sliced.inTurn(load);
            return load.finish();
        }
    }

    /** In the plainest way, for each session can be ended but once. */
    private void raw(Measured measured, Location location, RowChanges changes, Numbers numbers) throws SQLException {
        try (RawWrites writes = RawWrites.open(location, changes, Ids.STORED, numbers)) {
            List<WriteRate> rates =
                    writes.rates(List.of(setup.database().writings().get(0)), options.rawTime());
            if (rates.isEmpty()) {
                // A store so small that the warm-up has ended all its sessions.
                report.load(measured);
            } else {
                report.load(measured, WriteRate.best(rates));
                report.raw(measured.operation(), rates);
            }
        }
    }
}
