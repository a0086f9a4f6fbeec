package org.executionsession.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.rows.RawWrites;
import org.executionsession.benchmarks.rows.WriteRate;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;
import org.executionsession.benchmarks.session.SessionClient;
import org.executionsession.benchmarks.session.Slot;

/**
 * A store that holds a number of sessions before anything is measured.
 *
 * @param stored how many
 * @param location where; not null
 * @param setup what is shared; not null
 */
record FilledStore(long stored, Location location, Setup setup) {

    private static final int STARTS = 5;

    /** Fills a new one with plain JDBC, for the server would take too long. */
    static FilledStore of(long stored, Setup setup) throws SQLException {
        Report report = setup.report();
        Location location = setup.database().create();
        // For the tables.
        setup.server().start(location, setup.folder()).close();
        report.progress("storing " + Figures.whole(stored) + " sessions");
        try (RawWrites writes =
                RawWrites.open(location, setup.samples().fill(), Ids.STORED, Numbers.inOrder(0, stored))) {
            WriteRate rate = writes.all(setup.database().fill());
            report.progress("stored " + Figures.whole(rate.perSecond()) + " sessions/s");
        }
        try (Connection connection = location.connect();
                Statement statement = connection.createStatement()) {
            // Which each database does by itself sooner or later; here it is not to happen during a load.
            statement.execute("analyze");
            statement.execute("checkpoint");
        }
        FilledStore store = new FilledStore(stored, location, setup);
        store.check();
        return store;
    }

    /** A benchmark of the wrong thing is worse than none. */
    private void check() {
        try (ServerProcess server = start()) {
            SessionClient client = new SessionClient(server.url());
            check("sessions", client.count(), stored);
            check("sessions of a task", client.countListed(Ids.STORED.id(Slot.TASK, 0)), Ids.SESSIONS_A_TASK);
        }
    }

    private static void check(String what, long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("there are " + actual + " " + what + " instead of " + expected);
        }
    }

    ServerProcess start() {
        return setup.server().start(location, setup.folder());
    }

    void startToReady() {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            try (ServerProcess server = start()) {
                times.add(server.untilReady());
            }
        }
        times.sort(null);
        setup.report()
                .figure(
                        "start until ready, median of " + STARTS + ", " + Figures.whole(stored) + " stored",
                        Figures.decimal(times.get(STARTS / 2).toMillis() / 1e3) + " s",
                        "under 1.5 s");
    }

    void remove() throws SQLException {
        setup.database().remove(location);
    }
}
