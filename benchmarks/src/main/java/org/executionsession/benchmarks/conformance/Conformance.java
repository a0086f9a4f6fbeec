package org.executionsession.benchmarks.conformance;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.load.LoadGenerator;
import org.executionsession.benchmarks.load.Pace;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Ledger;

/**
 * Checks that a server does the job that is measured: its responses, the rows in its database, and that a session is
 * committed before the response 201.
 */
public final class Conformance {

    private static final int CONNECTIONS = 16;
    private static final int KILL_AFTER = 500;
    private static final Duration LONGEST_LOAD = Duration.ofMinutes(1);

    private final Server server;
    private final Location atServer;
    private final Location direct;
    private final boolean onlySessions;
    private final Path folder;

    /**
     * Prepares the check.
     *
     * @param server the server; not null
     * @param atServer an empty database, as the server opens it; not null
     * @param direct the same database, as JDBC opens it when the server has ended; not null
     * @param onlySessions whether the server has rows of sessions only, with the results and details in a JSON column
     * @param folder for the server's files; not null
     */
    public Conformance(Server server, Location atServer, Location direct, boolean onlySessions, Path folder) {
        this.server = server;
        this.atServer = atServer;
        this.direct = direct;
        this.onlySessions = onlySessions;
        this.folder = folder;
    }

    /**
     * Runs the check. The server has ended when this returns; what it has stored stays.
     *
     * @return what is wrong, each in words; empty when nothing is
     * @throws SQLException when the rows cannot be counted
     */
    public List<String> findings() throws SQLException {
        List<String> findings = new ArrayList<>();
        Ledger ledger = new Ledger();
        int examples;
        try (ServerProcess process = server.start(atServer, folder)) {
            ContractCheck contract = new ContractCheck(process.url());
            findings.addAll(contract.run());
            examples = contract.accepted();
            loadUntilKilled(process, ledger);
        }
        int acknowledged = ledger.acknowledged().cardinality();
        if (acknowledged < KILL_AFTER) {
            findings.add("only " + acknowledged + " sessions were acknowledged under load, rejections "
                    + ledger.rejections());
        }
        try (ServerProcess process = server.start(atServer, folder)) {
            SessionEndpoint endpoint = new SessionEndpoint(process.url());
            long lost = ledger.acknowledged().stream()
                    .filter(number -> endpoint.get(Ledger.id(number)).status() != 200)
                    .count();
            if (lost > 0) {
                findings.add(
                        lost + " of " + acknowledged + " acknowledged sessions were lost when the server was killed");
            }
        }
        try (Connection connection = direct.connect()) {
            long sent = acknowledged + (long) ledger.inDoubt().cardinality();
            findings.addAll(RowCounts.read(connection, onlySessions).findings(examples, acknowledged, sent));
        }
        return findings;
    }

    private static void loadUntilKilled(ServerProcess process, Ledger ledger) {
        ledger.when(KILL_AFTER, process::kill);
        try (LoadGenerator generator = LoadGenerator.connect(process.url(), CONNECTIONS)) {
            generator.run(ledger.requests(process.url()), Pace.closedLoop(), LONGEST_LOAD);
        } catch (UncheckedIOException killed) {
            // As intended; a server that fails by itself has acknowledged too few.
        }
    }
}
