package org.executionsession.benchmarks;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.load.LoadGenerator;
import org.executionsession.benchmarks.load.Pace;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Ledger;
import org.executionsession.benchmarks.session.SessionClient;

/** Kills servers on one database, each under load, at moments that a seed chooses, and checks what is left. */
final class Crash {

    /** A moment is a number of acknowledged sessions and a time of at most this, so that it falls anywhere in a commit. */
    private static final int MOST_MICROSECONDS = 50_000;

    /** Of a run of requests; it ends earlier when the server is killed or rejects a request. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(1);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int MOST_FAILED_STARTS = 5;

    private final CrashOptions options;
    private final Database database;
    private final Path folder;
    private final PrintWriter progress;
    private final Server server;
    private final Random random;
    private final Ledger ledger = new Ledger();
    private final CrashReport report;
    private final ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
    private Duration loadTime = Duration.ZERO;
    private volatile RuntimeException failure;

    Crash(CrashOptions options, Database database, Path folder, PrintWriter progress) {
        this.options = options;
        this.database = database;
        this.folder = folder;
        this.progress = progress;
        this.server = Server.executionSessions(
                options.server().jar(), options.server().javaOptions(), List.of());
        this.random = new Random(options.seed());
        this.report = new CrashReport(database.name(), options.seed());
    }

    CrashReport run() throws SQLException, InterruptedException {
        say("seed " + options.seed());
        try {
            Location location = database.create();
            killAgainAndAgain(location);
            report.load(ledger, loadTime);
            try (ServerProcess last = start(location)) {
                say("checking every session");
                new CrashCheck(new SessionClient(last.url()), ledger, report).check();
            }
            return report;
        } finally {
            killer.shutdownNow();
        }
    }

    private void killAgainAndAgain(Location location) throws InterruptedException {
        int[] moments = moments();
        int outage = database.hasProcesses() ? random.nextInt(moments.length) : -1;
        int before = 0;
        for (int round = 0; round < moments.length; round++) {
            int moment = moments[round];
            CountDownLatch killed = new CountDownLatch(1);
            try (ServerProcess process = start(location)) {
                Runnable kill = () -> later(() -> kill(process, killed));
                if (round == outage) {
                    ledger.when((before + moment) / 2, () -> later(() -> crashDatabase(moment, kill)));
                } else {
                    ledger.when(moment, kill);
                }
                long begin = System.nanoTime();
                loadUntilKilled(process, killed);
                loadTime = loadTime.plusNanos(System.nanoTime() - begin);
                // Whoever counts down has not killed it yet.
                process.kill();
            }
            say("kill " + (round + 1) + " of " + moments.length + ", "
                    + Figures.whole(ledger.acknowledged().cardinality()) + " acknowledged");
            before = moment;
        }
    }

    /** All but the last are chosen at random; the last one comes when enough is acknowledged. */
    private int[] moments() {
        return IntStream.concat(
                        IntStream.generate(() -> random.nextInt(options.acknowledged()))
                                .limit(options.kills() - 1L),
                        IntStream.of(options.acknowledged()))
                .sorted()
                .toArray();
    }

    private void later(Runnable action) {
        int delay = random.nextInt(MOST_MICROSECONDS);
        killer.schedule(
                () -> {
                    try {
                        action.run();
                    } catch (RuntimeException failed) {
                        failure = failed;
                    }
                },
                delay,
                TimeUnit.MICROSECONDS);
    }

    private void kill(ServerProcess process, CountDownLatch killed) {
        report.serverKilled();
        killed.countDown();
        process.kill();
    }

    /** The server stays up; it is not killed before the database is back, or it could not start again. */
    private void crashDatabase(int nextMoment, Runnable kill) {
        say("killing " + database.name() + " itself");
        report.databaseKilled();
        database.killAndStart();
        ledger.when(nextMoment, kill);
    }

    private void loadUntilKilled(ServerProcess process, CountDownLatch killed) throws InterruptedException {
        try (LoadGenerator generator = LoadGenerator.connect(process.url(), options.connections())) {
            do {
                if (failure != null) {
                    throw failure;
                }
                generator.run(ledger.requests(process.url()), Pace.closedLoop(), LONGEST_RUN);
            } while (!killed.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (UncheckedIOException cut) {
            if (killed.getCount() > 0) {
                throw cut;
            }
        }
    }

    private ServerProcess start(Location location) {
        while (true) {
            try {
                ServerProcess process = server.start(location, folder);
                report.started(process.untilReady());
                return process;
            } catch (IllegalStateException failed) {
                say("failed start: " + failed.getMessage());
                if (report.startFailed() >= MOST_FAILED_STARTS) {
                    throw failed;
                }
            }
        }
    }

    private void say(String text) {
        progress.println("[" + database.name() + "] " + text);
        progress.flush();
    }
}
