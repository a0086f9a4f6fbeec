package org.executionsession.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.WatchClient;
import org.executionsession.benchmarks.session.WatchClient.Version;

/** Changes sessions on two servers while clients watch them, and kills servers and connections at moments that a seed chooses. */
final class WatchCrash {

    private static final int SERVERS = 2;
    private static final int SESSIONS_OF_WRITER = 10;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofMillis(200);
    private static final Duration PAUSE_OF_WRITER = Duration.ofMillis(20);

    private final Server server;
    private final Location location;
    private final Path folder;
    private final Size size;
    private final Random random;
    private final long seed;
    private final PrintWriter progress;
    private final List<ServerProcess> processes = new ArrayList<>();
    private final WatchLedger ledger = new WatchLedger();
    private volatile boolean writing = true;
    private int kills;
    private int cuts;

    /**
     * How large a run is.
     *
     * @param duration how long the writers write
     * @param readers how many clients read events
     * @param waits how many clients wait
     * @param writers how many clients change sessions
     */
    record Size(Duration duration, int readers, int waits, int writers) {}

    WatchCrash(Server server, Location location, Path folder, Size size, long seed, PrintWriter progress) {
        this.server = server;
        this.location = location;
        this.folder = folder;
        this.size = size;
        this.random = new Random(seed);
        this.seed = seed;
        this.progress = progress;
    }

    /** What the clients have seen. */
    record Outcome(
            long seed,
            int kills,
            int cuts,
            long acknowledged,
            long changes,
            long notInFeed,
            EventReaders.Outcome events,
            Waiters.Outcome waits) {

        boolean passed() {
            return notInFeed == 0 && events.passed() && waits.passed();
        }

        @Override
        public String toString() {
            Table table = new Table("What", "figure")
                    .row("kills of a server", Figures.whole(kills))
                    .row("times that all connections of the database were cut", Figures.whole(cuts))
                    .row("acknowledged changes", Figures.whole(acknowledged))
                    .row("changes of sessions in the feed", Figures.whole(changes))
                    .row("acknowledged changes that are not in the feed", Figures.whole(notInFeed));
            events.addTo(table);
            waits.addTo(table);
            return "## Watching two servers, seed " + seed + ": " + (passed() ? "passed" : "FAILED") + "\n\n" + table;
        }
    }

    Outcome run() throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            processes.add(server.start(location, folder));
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        try (FeedReader feed = new FeedReader(location)) {
            EventReaders events = new EventReaders(this::url, size.readers(), random.nextLong());
            events.begin(threads);
            feed.begin(threads);
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < size.writers(); i++) {
                Random choices = new Random(random.nextLong());
                writers.add(threads.submit(() -> write(choices)));
            }
            Waiters waits = new Waiters(this::url, ledger, size.waits(), random.nextLong());
            waits.begin(threads);
            killUntil(System.nanoTime() + size.duration().toNanos());
            writing = false;
            for (Future<?> writer : writers) {
                writer.get();
            }
            waits.end();
            Version last = new WatchClient(url(0)).create();
            progress.println("the last session is " + last.id());
            progress.flush();
            List<FeedReader.Seen> changes = feed.awaitCreation(last.id());
            EventReaders.Outcome seen = events.awaitCreation(last.id(), changes);
            return new Outcome(
                    seed,
                    kills,
                    cuts,
                    ledger.acknowledged(),
                    changes.size(),
                    ledger.notIn(changes),
                    seen,
                    waits.outcome());
        } finally {
            threads.shutdownNow();
            processes.forEach(ServerProcess::close);
        }
    }

    private URI url(int index) {
        synchronized (processes) {
            return processes.get(index % SERVERS).url();
        }
    }

    private void write(Random choices) {
        List<Version> own = new ArrayList<>();
        while (writing) {
            WatchClient client = new WatchClient(url(choices.nextInt(SERVERS)));
            int index = own.isEmpty() ? -1 : choices.nextInt(own.size());
            try {
                if (own.size() < SESSIONS_OF_WRITER) {
                    Version created = client.create();
                    ledger.created(created);
                    own.add(created);
                } else if (choices.nextInt(20) == 0) {
                    client.delete(own.get(index));
                    ledger.deleted(own.remove(index));
                } else {
                    Version updated = client.update(own.get(index));
                    ledger.updated(updated);
                    own.set(index, updated);
                }
                pause(PAUSE_OF_WRITER);
            } catch (IOException unknown) {
                // It is not known what became of the change.
                if (index >= 0) {
                    ledger.abandon(own.remove(index));
                }
                pause(RETRY_AFTER);
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void killUntil(long end) throws SQLException {
        long most = LONGEST_PAUSE.minus(SHORTEST_PAUSE).toMillis();
        while (System.nanoTime() < end) {
            pause(SHORTEST_PAUSE.plusMillis(random.nextLong(most)));
            if (random.nextBoolean()) {
                cutConnections();
                continue;
            }
            int index = random.nextInt(SERVERS);
            processes.get(index).kill();
            kills++;
            ServerProcess next = server.start(location, folder);
            synchronized (processes) {
                processes.set(index, next);
            }
            progress.println(kills + " kills, " + cuts + " cuts, " + ledger.acknowledged() + " changes");
            progress.flush();
        }
    }

    private void cutConnections() throws SQLException {
        try (Connection connection = location.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where pid <> pg_backend_pid() and datname = current_database()");
            cuts++;
        }
    }
}
