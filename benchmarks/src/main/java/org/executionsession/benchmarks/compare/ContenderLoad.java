package org.executionsession.benchmarks.compare;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.load.LoadGenerator;
import org.executionsession.benchmarks.load.LoadResult;
import org.executionsession.benchmarks.load.Pace;
import org.executionsession.benchmarks.load.Requests;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Example;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;
import org.executionsession.benchmarks.session.SessionRequests;

/** A running server that creates sessions, measured in rounds. */
final class ContenderLoad implements AutoCloseable {

    private final Database database;
    private final ServerProcess process;
    private final LoadGenerator generator;
    private final List<Round> rounds = new ArrayList<>();

    ContenderLoad(Database database, ServerProcess process, int connections) {
        this.database = database;
        this.process = process;
        this.generator = LoadGenerator.connect(process.url(), connections);
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

    Round round(Duration time) {
        Duration server = process.cpu();
        Duration processes = database.cpu();
        LoadResult seen = run(time);
        Round round = Round.of(seen, process.cpu().minus(server), database.cpu().minus(processes));
        rounds.add(round);
        return round;
    }

    private LoadResult run(Duration time) {
        return generator.run(creations(process.url()), Pace.closedLoop(), time);
    }

    List<Round> rounds() {
        return List.copyOf(rounds);
    }

    @Override
    public void close() {
        generator.close();
    }
}
