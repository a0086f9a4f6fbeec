package org.executionsession.benchmarks;

import java.time.Duration;
import org.executionsession.benchmarks.load.LoadGenerator;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.load.Pace;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.server.ServerProcess;

/** One operation under load: first as fast as it goes, then at a constant rate. */
final class ServerLoad implements Sliced, AutoCloseable {

    /** Of what the server can do at most: a server that is not overloaded, and has work. */
    private static final double STEADY_SHARE = 0.7;

    private static final long WARM_UP_RESPONSES = 30_000;
    private static final int MOST_WARM_UP_STEPS = 4;

    private final String operation;
    private final long stored;
    private final ServerProcess server;
    private final Requests requests;
    private final LoadOptions options;
    private final LoadGenerator generator;
    private LoadResult most = LoadResult.none();
    private Duration serverCpu = Duration.ZERO;

    private ServerLoad(
            String operation,
            long stored,
            ServerProcess server,
            Requests requests,
            LoadOptions options,
            LoadGenerator generator) {
        this.operation = operation;
        this.stored = stored;
        this.server = server;
        this.requests = requests;
        this.options = options;
        this.generator = generator;
    }

    /** Connects and warms the server up. */
    static ServerLoad of(String operation, long stored, ServerProcess server, Requests requests, LoadOptions options) {
        LoadGenerator generator = LoadGenerator.connect(server.url(), options.connections());
        warmUp(generator, requests, options.warmUp());
        return new ServerLoad(operation, stored, server, requests, options, generator);
    }

    /** A slow server needs more time, for what is compiled is counted in calls. */
    private static void warmUp(LoadGenerator generator, Requests requests, Duration step) {
        long responses = 0;
        for (int steps = 0; steps < MOST_WARM_UP_STEPS && responses < WARM_UP_RESPONSES; steps++) {
            LoadResult seen = generator.run(requests, Pace.closedLoop(), step);
            responses += seen.latencies().getTotalCount();
        }
    }

    @Override
    public void slice() {
        Duration before = server.cpu();
        most = most.plus(
                generator.run(requests, Pace.closedLoop(), options.time().dividedBy(SLICES)));
        serverCpu = serverCpu.plus(server.cpu()).minus(before);
    }

    /** When all slices are measured, the constant rate is, and that is all. */
    Measured finish() {
        double offered = Math.max(1, STEADY_SHARE * most.perSecond());
        LoadResult steady = generator.run(requests, Pace.constantRate(offered), options.time());
        long responses = Math.max(1, most.latencies().getTotalCount());
        return new Measured(operation, stored, most, serverCpu.dividedBy(responses), offered, steady);
    }

    @Override
    public void close() {
        generator.close();
    }
}
