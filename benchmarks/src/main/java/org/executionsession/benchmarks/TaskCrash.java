package org.executionsession.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.TaskClient;
import org.executionsession.benchmarks.session.TaskClient.Attempt;

/** Starts tasks on the servers of a database, and kills and restarts the servers at moments that a seed chooses. */
final class TaskCrash {

    private static final int TASKS = 60;
    private static final int CLIENTS = 12;

    /** Each kill fails the attempts of a server; a run must survive many of them. */
    private static final int MAX_RETRIES = 50;

    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(2);
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(6);
    private static final Duration RETRY_AFTER = Duration.ofMillis(100);

    /** Attempts of a dead server fail when their lease has expired. */
    private static final Duration END_TIMEOUT = Duration.ofMinutes(5);

    private static final int SUCCESS = 7;
    private static final int FAILED = 8;

    private final Server server;
    private final Database database;
    private final int servers;
    private final Path folder;
    private final int runs;
    private final Random random;
    private final long seed;
    private final PrintWriter progress;
    private final List<ServerProcess> processes = new ArrayList<>();
    private final Set<UUID> started = ConcurrentHashMap.newKeySet();
    private int kills;

    TaskCrash(Server server, Database database, Path folder, int runs, long seed, PrintWriter progress) {
        this.server = server;
        this.database = database;
        // A database in the process of a server has one server.
        this.servers = database.hasProcesses() ? 2 : 1;
        this.folder = folder;
        this.runs = runs;
        this.random = new Random(seed);
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * What became of the runs.
     *
     * @param database the name of the database
     * @param servers how many servers it had
     * @param seed chose the moments of the kills
     * @param started how many runs were acknowledged
     * @param kills how often a server was killed
     * @param failedAttempts how many attempts have failed
     * @param lost how many acknowledged runs have no result
     * @param notFinal how many results have no final status
     * @param notOneSuccess how many runs have no success, or several
     * @param sessionsLeft how many sessions have not ended
     */
    record Outcome(
            String database,
            int servers,
            long seed,
            long started,
            long kills,
            long failedAttempts,
            long lost,
            long notFinal,
            long notOneSuccess,
            long sessionsLeft) {

        boolean passed() {
            return lost == 0 && notFinal == 0 && notOneSuccess == 0 && sessionsLeft == 0;
        }

        @Override
        public String toString() {
            return "## Tasks on " + database + ", servers: " + servers + ", seed " + seed + ": "
                    + (passed() ? "passed" : "FAILED") + "\n\n"
                    + new Table("What", "figure")
                            .row("runs that were acknowledged", Figures.whole(started))
                            .row("kills of a server", Figures.whole(kills))
                            .row("failed attempts", Figures.whole(failedAttempts))
                            .row("lost", Figures.whole(lost))
                            .row("results without a final status", Figures.whole(notFinal))
                            .row("runs without exactly one success", Figures.whole(notOneSuccess))
                            .row("sessions left", Figures.whole(sessionsLeft));
        }
    }

    Outcome run() throws IOException, InterruptedException, SQLException {
        Location location = database.create();
        for (int i = 0; i < servers; i++) {
            processes.add(server.start(location, folder));
        }
        try {
            List<UUID> tasks = createTasks();
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            for (int i = 0; i < CLIENTS; i++) {
                Random choices = new Random(random.nextLong());
                clients.execute(() -> startTasks(tasks, choices));
            }
            clients.shutdown();
            killUntil(clients, location);
            long left = awaitEnd();
            return outcome(client(0).attempts(), left);
        } finally {
            processes.forEach(ServerProcess::close);
        }
    }

    private List<UUID> createTasks() throws IOException, InterruptedException {
        List<UUID> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(client(0).create(MAX_RETRIES));
        }
        return tasks;
    }

    private TaskClient client(int index) {
        synchronized (processes) {
            return new TaskClient(processes.get(index).url());
        }
    }

    private void startTasks(List<UUID> tasks, Random choices) {
        while (started.size() < runs) {
            try {
                Optional<UUID> session =
                        client(choices.nextInt(servers)).start(tasks.get(choices.nextInt(tasks.size())));
                session.ifPresent(started::add);
                if (session.isEmpty()) {
                    // It runs. Clients that do not wait would take the processor from the servers.
                    pause(RETRY_AFTER);
                }
            } catch (IOException killed) {
                pause(RETRY_AFTER);
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void killUntil(ExecutorService clients, Location location) throws InterruptedException {
        long most = LONGEST_LIFE.minus(SHORTEST_LIFE).toMillis();
        while (!clients.awaitTermination(SHORTEST_LIFE.toMillis() + random.nextLong(most), TimeUnit.MILLISECONDS)) {
            int index = random.nextInt(servers);
            processes.get(index).kill();
            kills++;
            ServerProcess next = server.start(location, folder);
            synchronized (processes) {
                processes.set(index, next);
            }
            progress.println("[" + database.name() + "] " + kills + " kills, " + started.size() + " runs");
            progress.flush();
        }
    }

    /** Waits until all runs have ended. Returns how many sessions are left. */
    private long awaitEnd() throws IOException, InterruptedException {
        long end = System.nanoTime() + END_TIMEOUT.toNanos();
        long left = client(0).sessions();
        while (left > 0 && System.nanoTime() < end) {
            pause(Duration.ofSeconds(1));
            left = client(0).sessions();
        }
        return left;
    }

    private Outcome outcome(List<Attempt> attempts, long left) {
        Map<UUID, List<Attempt>> byRun = attempts.stream().collect(Collectors.groupingBy(Attempt::execution));
        return new Outcome(
                database.name(),
                servers,
                seed,
                started.size(),
                kills,
                attempts.stream().filter(attempt -> attempt.status() == FAILED).count(),
                started.stream().filter(run -> !byRun.containsKey(run)).count(),
                attempts.stream()
                        .filter(attempt -> attempt.status() != SUCCESS && attempt.status() != FAILED)
                        .count(),
                byRun.values().stream()
                        .filter(ofRun -> ofRun.stream()
                                        .filter(attempt -> attempt.status() == SUCCESS)
                                        .count()
                                != 1)
                        .count(),
                left);
    }
}
