package org.executionsession.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.load.LoadGenerator;
import org.executionsession.benchmarks.load.Pace;
import org.executionsession.benchmarks.server.ServerProcess;

/** Starts a server several times on a database that it knows; loads it at once after the last start. */
final class StartMeasurement {

    private final Contender contender;
    private final Location location;
    private final Path folder;
    private final List<Duration> untilReady = new ArrayList<>();
    private long[] perSecond = {};
    private long peakMegabytes;
    private long errors;

    StartMeasurement(Contender contender, Location location, Path folder) {
        this.contender = contender;
        this.location = location;
        this.folder = folder;
    }

    void start() {
        try (ServerProcess process = contender.server().start(location, folder)) {
            untilReady.add(process.untilReady());
        }
    }

    void startAndLoad(CompareOptions options) {
        try (ServerProcess process = contender.server().start(location, folder);
                LoadGenerator generator = LoadGenerator.connect(process.url(), options.connections())) {
            untilReady.add(process.untilReady());
            RatePerSecond rate = new RatePerSecond(
                    ContenderLoad.creations(process.url()), System.nanoTime(), options.startSeconds());
            errors = generator
                    .run(rate, Pace.closedLoop(), Duration.ofSeconds(options.startSeconds()))
                    .errorCount();
            perSecond = rate.counts();
            peakMegabytes = process.peakMegabytes();
        }
    }

    StartFigures figures() {
        return new StartFigures(List.copyOf(untilReady), perSecond, peakMegabytes, errors);
    }
}
