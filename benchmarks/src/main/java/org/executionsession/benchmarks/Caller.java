package org.executionsession.benchmarks;

import java.time.Duration;
import org.executionsession.benchmarks.load.LoadGenerator;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.load.Pace;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.server.ServerProcess;

/** One caller who waits for each response before it asks again, on a server that has been warmed up. */
final class Caller implements Sliced, AutoCloseable {

    private final Requests requests;
    private final Duration slice;
    private final LoadGenerator generator;
    private LoadResult seen = LoadResult.none();

    Caller(ServerProcess server, Requests requests, LoadOptions options) {
        this.requests = requests;
        this.slice = options.time().dividedBy(2L * SLICES);
        this.generator = LoadGenerator.connect(server.url(), 1);
    }

    @Override
    public void slice() {
        seen = seen.plus(generator.run(requests, Pace.closedLoop(), slice));
    }

    /** How long the caller waits at most half of the time. */
    double milliseconds() {
        return seen.milliseconds(50);
    }

    @Override
    public void close() {
        generator.close();
    }
}
