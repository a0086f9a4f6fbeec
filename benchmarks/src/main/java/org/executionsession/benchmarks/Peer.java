package org.executionsession.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;

/** What a user would build instead, under the same load of recording. */
final class Peer {

    private final Setup setup;
    private final Server server;

    Peer(Setup setup, Path jar) {
        this.setup = setup;
        this.server = Server.springBoot(jar);
    }

    /** Measures and compares with the load of recording with ours. */
    void measure(Measured ours) throws SQLException {
        Report report = setup.report();
        Location location = setup.database().create();
        try (ServerProcess process = server.start(setup.database().ofPeer(location), setup.folder())) {
            Measured theirs = new Traffic(process, setup.options())
                    .measure("POST, peer", 0, EmptyStore.recording(process.url(), setup));
            report.load(theirs);
            report.ratio(
                    "POST against the peer's (" + setup.database().durabilityOfPeer() + ")",
                    ours.most().perSecond() / theirs.most().perSecond(),
                    "at least 4");
            report.ratio(
                    "p99 of POST against the peer's",
                    ours.most().milliseconds(99) / theirs.most().milliseconds(99),
                    "at most 0.2");
            report.figure(
                    "the peer: start to the first answer, memory at its peak",
                    Report.decimal(process.untilReady().toMillis() / 1e3) + " s, " + process.peakMegabytes() + " MB",
                    "");
        }
        setup.database().remove(location);
    }
}
