package org.executionsession.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.rows.RawWrites;
import org.executionsession.benchmarks.rows.RowChanges;
import org.executionsession.benchmarks.rows.WriteRate;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;
import org.executionsession.benchmarks.session.SessionClient;
import org.executionsession.benchmarks.session.SessionClient.StreamedList;
import org.executionsession.benchmarks.session.SessionRequests;
import org.executionsession.benchmarks.session.Slot;

/** Reading, changing and ending sessions in a store that holds few, and then many. */
final class LargeStore {

    private static final long FEW = 10_000;
    private static final int STARTS = 5;

    private final Setup setup;
    private final Report report;
    private final Location location;
    private final long many;

    /** The first so many are changed, the next ended, and the rest are left for plain JDBC to end. */
    private final long changed;

    private final long ended;

    private LargeStore(Setup setup, Location location) {
        this.setup = setup;
        this.report = setup.report();
        this.location = location;
        this.many = setup.options().stored();
        this.changed = many / 4;
        this.ended = many * 6 / 10;
    }

    /** Two ways in which the time that a list takes can be told. */
    private record ListTimes(Measured load, LoadResult alone) {}

    /**
     * Measures.
     *
     * @param post the load of recording in an empty store, to compare with
     */
    static void measure(Setup setup, Measured post) throws SQLException {
        Location location = setup.database().create();
        new LargeStore(setup, location).measure(post);
        setup.database().remove(location);
    }

    private void measure(Measured post) throws SQLException {
        setup.server().start(location, setup.folder()).close();
        fill(0, FEW);
        startToReady(FEW);
        ListTimes ofFew;
        try (ServerProcess server = setup.server().start(location, setup.folder())) {
            ofFew = read(server, FEW);
        }
        fill(FEW, many);
        startToReady(many);
        Measured put;
        Measured end;
        try (ServerProcess server = setup.server().start(location, setup.folder())) {
            ListTimes ofMany = read(server, many);
            compare(ofFew, ofMany);
            record(server, post);
            stream(server);
            Traffic traffic = new Traffic(server, setup.options());
            put = traffic.measure(
                    "PUT",
                    many,
                    SessionRequests.put(server.url(), setup.samples().change(), Numbers.scattered(0, changed)));
            end = traffic.measure(
                    "end (DELETE)", many, SessionRequests.end(server.url(), Numbers.scattered(changed, ended)));
            report.figure(
                    "memory at its peak with " + Report.whole(many) + " stored, heap "
                            + setup.options().heap(),
                    server.peakMegabytes() + " MB",
                    "heap 128 MB");
        }
        report.load(put, rawRates(setup.samples().put(), Numbers.endless(0, changed)));
        report.load(end, rawRates(setup.samples().end(), Numbers.scattered(ended, many)));
    }

    private void fill(long first, long end) throws SQLException {
        report.progress("storing sessions up to " + Report.whole(end));
        WriteRate rate = new RawWrites(location, setup.samples().fill(), Ids.STORED, Numbers.inOrder(first, end))
                .all(setup.database().fill());
        report.progress("stored " + Report.whole(rate.perSecond()) + " sessions/s");
        try (Connection connection = location.connect();
                Statement statement = connection.createStatement()) {
            // Which each database does by itself sooner or later; here it is not to happen during the load.
            statement.execute("analyze");
            statement.execute("checkpoint");
        }
    }

    private void startToReady(long stored) {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            try (ServerProcess server = setup.server().start(location, setup.folder())) {
                times.add(server.untilReady());
            }
        }
        times.sort(null);
        report.figure(
                "start to the first answer, median of " + STARTS + ", " + Report.whole(stored) + " stored",
                Report.decimal(times.get(STARTS / 2).toMillis() / 1e3) + " s",
                "under 1.5 s");
    }

    private ListTimes read(ServerProcess server, long stored) {
        SessionClient client = new SessionClient(server.url());
        check("sessions", client.count(), stored);
        check("sessions listed of a task", client.countListed(Ids.STORED.id(Slot.TASK, 0)), Ids.SESSIONS_A_TASK);
        Traffic traffic = new Traffic(server, setup.options());
        report.load(
                traffic.measure("GET by id", stored, SessionRequests.get(server.url(), Numbers.endless(0, stored))));
        Measured list = traffic.measure(
                "list by reloadTask.id, 20 rows",
                stored,
                SessionRequests.listByTask(server.url(), Numbers.endless(0, stored)));
        report.load(list);
        return new ListTimes(list, traffic.alone(SessionRequests.listByTask(server.url(), Numbers.endless(0, stored))));
    }

    private static void check(String what, long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("there are " + actual + " " + what + " instead of " + expected);
        }
    }

    private void compare(ListTimes ofFew, ListTimes ofMany) {
        String what = "list of 20 rows, " + Report.whole(many) + " stored against " + Report.whole(FEW);
        report.ratio(
                what + ", p50 of one connection",
                ofMany.alone().milliseconds(50) / ofFew.alone().milliseconds(50),
                "at most 1.5");
        report.ratio(
                what + ", time a request under load",
                ofFew.load().most().perSecond() / ofMany.load().most().perSecond(),
                "at most 1.5");
    }

    private void record(ServerProcess server, Measured post) {
        Measured large =
                new Traffic(server, setup.options()).measure("POST", many, EmptyStore.recording(server.url(), setup));
        report.load(large);
        report.ratio(
                "POST, " + Report.whole(many) + " stored against none",
                large.most().perSecond() / post.most().perSecond(),
                "at least 0.9");
    }

    private void stream(ServerProcess server) {
        StreamedList list = new SessionClient(server.url()).streamAll();
        double seconds = list.time().toMillis() / 1e3;
        report.figure(
                "list of all, heap " + setup.options().heap(),
                Report.whole(list.bytes() / 1e6) + " MB in " + Report.whole(seconds) + " s, "
                        + Report.whole(list.bytes() / 1e6 / seconds) + " MB/s",
                "to its end");
    }

    /** In the plainest way, for each session can be ended but once. */
    private List<WriteRate> rawRates(RowChanges changes, Numbers numbers) throws SQLException {
        return new RawWrites(location, changes, Ids.STORED, numbers)
                .rates(
                        List.of(setup.database().writings().get(0)),
                        setup.options().rawTime());
    }
}
