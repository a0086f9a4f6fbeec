package org.executionsession.benchmarks;

import java.time.Duration;
import org.executionsession.benchmarks.load.LoadGenerator;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.load.Pace;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.server.ServerProcess;

/** The load on one running server. */
final class Traffic {

    /** Of what the server can do at most: a server that is not overloaded, and has work. */
    private static final double STEADY_SHARE = 0.7;

    private final ServerProcess server;
    private final LoadOptions options;

    Traffic(ServerProcess server, LoadOptions options) {
        this.server = server;
        this.options = options;
    }

    /** Measures an operation: first as fast as it goes, then at a constant rate. */
    Measured measure(String operation, long stored, Requests requests) {
        try (LoadGenerator generator = LoadGenerator.connect(server.url(), options.connections())) {
            generator.run(requests, Pace.closedLoop(), options.warmUp());
            Duration cpu = server.cpu();
            LoadResult most = generator.run(requests, Pace.closedLoop(), options.time());
            Duration serverCpu = server.cpu()
                    .minus(cpu)
                    .dividedBy(Math.max(1, most.latencies().getTotalCount()));
            double offered = Math.max(1, STEADY_SHARE * most.perSecond());
            LoadResult steady = generator.run(requests, Pace.constantRate(offered), options.time());
            return new Measured(operation, stored, most, serverCpu, offered, steady);
        }
    }

    /** One caller that waits for each answer before it asks again. */
    LoadResult alone(Requests requests) {
        try (LoadGenerator generator = LoadGenerator.connect(server.url(), 1)) {
            generator.run(requests, Pace.closedLoop(), options.warmUp().dividedBy(2));
            return generator.run(requests, Pace.closedLoop(), options.time().dividedBy(2));
        }
    }
}
