package org.executionsession.benchmarks.compare;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.executionsession.benchmarks.conformance.Conformance;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.server.ServerProcess;

/** Checks servers on one database and compares ours with each of the others. */
final class Comparison {

    private final CompareOptions options;
    private final Database database;
    private final Path folder;
    private final Consumer<String> progress;

    Comparison(CompareOptions options, Database database, Path folder, Consumer<String> progress) {
        this.options = options;
        this.database = database;
        this.folder = folder;
        this.progress = progress;
    }

    /** Checks a server on a database of its own; empty when it does the job. */
    List<String> check(Contender contender) throws SQLException {
        Location location = database.create();
        List<String> findings = new Conformance(
                        contender.server(),
                        contender.open(database, location),
                        location,
                        contender.onlySessions(),
                        folder)
                .findings();
        database.remove(location);
        say("check of " + contender.title() + ": " + (findings.isEmpty() ? "passed" : findings));
        return findings.stream()
                .map(finding -> database.name() + ", " + contender.title() + ": " + finding)
                .toList();
    }

    /** Measures the starts of both, one after the other, in turn; empty when none is wanted. */
    List<StartFigures> starts(Contender ours, Contender peer) throws SQLException {
        if (options.starts() == 0) {
            return List.of();
        }
        say("starts of " + ours.title() + " and " + peer.title());
        List<Location> locations = new ArrayList<>();
        List<StartMeasurement> measurements = new ArrayList<>();
        for (Contender contender : List.of(ours, peer)) {
            Location location = database.create();
            locations.add(location);
            Location opened = contender.open(database, location);
            contender.server().start(opened, folder).close();
            measurements.add(new StartMeasurement(contender, opened, folder));
        }
        for (int i = 1; i < options.starts(); i++) {
            measurements.forEach(StartMeasurement::start);
        }
        measurements.forEach(measurement -> measurement.startAndLoad(options));
        for (Location location : locations) {
            database.remove(location);
        }
        return measurements.stream().map(StartMeasurement::figures).toList();
    }

    /**
     * Warms both up and measures them round by round in turn, so that other load on the machine slows both. The order
     * alternates, because the database still works in the background on the writes of the server that came before.
     */
    Pair rounds(Contender ours, Contender peer) throws SQLException {
        Location ourLocation = database.create();
        Location peerLocation = database.create();
        Pair pair;
        try (ServerProcess ourProcess = ours.server().start(ours.open(database, ourLocation), folder);
                ServerProcess peerProcess = peer.server().start(peer.open(database, peerLocation), folder)) {
            ContenderLoad ourLoad = load(ourProcess);
            ContenderLoad peerLoad = load(peerProcess);
            say("warm-up of " + ours.title() + " and " + peer.title());
            ourLoad.warmUp(options.warmUp());
            peerLoad.warmUp(options.warmUp());
            CommitSizes before = CommitSizes.read(ourProcess.url());
            Duration time = options.time();
            for (int i = 1; i <= options.rounds(); i++) {
                boolean oursFirst = i % 2 == 1;
                (oursFirst ? ourLoad : peerLoad).round(time);
                (oursFirst ? peerLoad : ourLoad).round(time);
                Round our = ourLoad.lastRound();
                Round their = peerLoad.lastRound();
                say("round " + i + " of " + options.rounds() + ": " + Figures.whole(our.perSecond()) + " and "
                        + Figures.whole(their.perSecond()) + " requests/s, errors " + our.errors() + " and "
                        + their.errors());
            }
            pair = new Pair(
                    database.name(),
                    peer.title(),
                    ourLoad.rounds(),
                    peerLoad.rounds(),
                    CommitSizes.read(ourProcess.url()).since(before),
                    ourLoad.errors() + peerLoad.errors());
        }
        database.remove(ourLocation);
        database.remove(peerLocation);
        return pair;
    }

    private ContenderLoad load(ServerProcess process) {
        return new ContenderLoad(process.url(), process::cpu, database::cpu, options.connections());
    }

    private void say(String text) {
        progress.accept("[" + database.name() + "] " + text);
    }
}
