package org.executionsession.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;

/** What a user would build instead, under the same load of recording, in turn with ours. */
final class Peer {

    private final Setup setup;
    private final Server peer;

    Peer(Setup setup, Path jar) {
        this.setup = setup;
        this.peer = Server.springBoot(jar);
    }

    void measure() throws SQLException {
        Location ofOurs = setup.database().create();
        Location ofTheirs = setup.database().create();
        try (ServerProcess ours = setup.server().start(ofOurs, setup.folder());
                ServerProcess theirs = peer.start(setup.database().ofPeer(ofTheirs), setup.folder())) {
            compare(ours, theirs);
        }
        setup.database().remove(ofOurs);
        setup.database().remove(ofTheirs);
    }

    private void compare(ServerProcess ours, ServerProcess theirs) throws SQLException {
        Report report = setup.report();
        try (ServerLoad ourLoad = load("POST, beside the peer", ours);
                ServerLoad theirLoad = load("POST, the peer", theirs)) {
            Sliced.inTurn(ourLoad, theirLoad);
            Measured our = ourLoad.finish();
            Measured their = theirLoad.finish();
            report.load(our);
            report.load(their);
            report.ratio(
                    "POST against the peer's (" + setup.database().durabilityOfPeer() + ")",
                    our.most().perSecond() / their.most().perSecond(),
                    "at least 4");
            report.ratio(
                    "p99 of POST against the peer's",
                    our.most().milliseconds(99) / their.most().milliseconds(99),
                    "at most 0.2");
            report.figure(
                    "the peer: start to the first response, memory at its peak",
                    Report.decimal(theirs.untilReady().toMillis() / 1e3) + " s, " + theirs.peakMegabytes() + " MB",
                    "");
        }
    }

    private ServerLoad load(String operation, ServerProcess server) {
        return ServerLoad.of(operation, 0, server, EmptyStore.recording(server.url(), setup), setup.options());
    }
}
