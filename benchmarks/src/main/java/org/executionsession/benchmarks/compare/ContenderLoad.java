package org.executionsession.benchmarks.compare;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.executionsession.benchmarks.load.LoadGenerator;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.load.Pace;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.session.Example;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;
import org.executionsession.benchmarks.session.SessionRequests;

/** A running server that creates sessions, measured in rounds. */
final class ContenderLoad {

    private final URI server;
    private final Supplier<Duration> serverCpu;
    private final Supplier<Duration> databaseCpu;
    private final int connections;
    private final List<Round> rounds = new ArrayList<>();
    private long errors;

    /** The suppliers return the processor time of the server and of the database so far. */
    ContenderLoad(URI server, Supplier<Duration> serverCpu, Supplier<Duration> databaseCpu, int connections) {
        this.server = server;
        this.serverCpu = serverCpu;
        this.databaseCpu = databaseCpu;
        this.connections = connections;
    }

    /** Creations without end; the server makes the ids. */
    static Requests creations(URI server) {
        return SessionRequests.post(
                server,
                "/executionsession",
                Example.read().withoutId(),
                Ids.POSTED,
                Numbers.inOrder(0, Long.MAX_VALUE));
    }

    void warmUp(Duration time) {
        run(time);
    }

    void round(Duration time) {
        Duration serverBefore = serverCpu.get();
        Duration databaseBefore = databaseCpu.get();
        LoadResult seen = run(time);
        rounds.add(Round.of(
                seen, serverCpu.get().minus(serverBefore), databaseCpu.get().minus(databaseBefore)));
    }

    /** Opens connections of its own, because servers close connections that are idle while another server is measured. */
    private LoadResult run(Duration time) {
        try (LoadGenerator generator = LoadGenerator.connect(server, connections)) {
            LoadResult seen = generator.run(creations(server), Pace.closedLoop(), time);
            errors += seen.errorCount();
            return seen;
        }
    }

    Round lastRound() {
        return rounds.get(rounds.size() - 1);
    }

    List<Round> rounds() {
        return List.copyOf(rounds);
    }

    /** How many requests of the warm-up and the rounds did not get 201. */
    long errors() {
        return errors;
    }
}
