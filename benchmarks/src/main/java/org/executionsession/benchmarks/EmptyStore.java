package org.executionsession.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.rows.RawWrites;
import org.executionsession.benchmarks.rows.WriteRate;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Example;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;
import org.executionsession.benchmarks.session.SessionRequests;
import org.executionsession.benchmarks.session.Slot;

/** Recording sessions in a store that is empty at first, and the same rows by plain JDBC. */
final class EmptyStore {

    private final Server server;
    private final Database database;
    private final Example example;
    private final LoadOptions options;
    private final Path folder;

    EmptyStore(Server server, Database database, Example example, LoadOptions options, Path folder) {
        this.server = server;
        this.database = database;
        this.example = example;
        this.options = options;
        this.folder = folder;
    }

    /** Measures, and returns the load of recording. */
    Measured measure(Samples samples, Report report) throws SQLException {
        report.progress("recording a session changes " + samples.post().rows() + " rows");
        List<WriteRate> rates = rawRates(samples, report);
        Location location = database.create();
        Measured post;
        LoadResult alone;
        try (ServerProcess process = server.start(location, folder)) {
            Requests requests = SessionRequests.post(
                    process.url(),
                    "/executionsession",
                    example.marked(Slot.SESSION),
                    Ids.POSTED,
                    Numbers.inOrder(0, Long.MAX_VALUE));
            Traffic traffic = new Traffic(process, options);
            post = traffic.measure("POST", 0, requests);
            alone = traffic.alone(requests);
            report.load(post, rates);
            report.figure(
                    "peak memory under this load, with a heap of " + options.heap(),
                    process.peakMegabytes() + " MB",
                    "");
        }
        database.remove(location);
        WriteRate.ceiling(rates)
                .ifPresent(ceiling -> report.ratio(
                        "POST, " + options.connections() + " connections, against plain JDBC (" + ceiling.description()
                                + ")",
                        post.most().perSecond() / ceiling.perSecond(),
                        "at least " + database.targetShareOfCeiling()));
        double insert = WriteRate.aloneMilliseconds(rates);
        report.ratio(
                "POST by one connection, p50 of " + Report.decimal(alone.milliseconds(50))
                        + " ms, against one insert and commit, " + Report.decimal(insert) + " ms",
                alone.milliseconds(50) / insert,
                "at most 1.5");
        return post;
    }

    private List<WriteRate> rawRates(Samples samples, Report report) throws SQLException {
        Location location = database.create();
        // For the tables.
        server.start(location, folder).close();
        report.progress("writing with plain JDBC");
        RawWrites writes =
                new RawWrites(database, location, samples.post(), Ids.COPIED, Numbers.inOrder(0, Long.MAX_VALUE));
        List<WriteRate> rates = writes.rates(options.rawTime());
        database.remove(location);
        return rates;
    }
}
