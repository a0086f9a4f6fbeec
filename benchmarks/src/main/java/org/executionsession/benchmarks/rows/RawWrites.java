package org.executionsession.benchmarks.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.Database.Writing;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;

/** Changes rows with plain JDBC and nothing else. */
public final class RawWrites {

    private static final List<Integer> BATCHES = List.of(1, 32, 128, 512);
    private static final int FILL_BATCH = 1_000;
    private static final Duration FOREVER = Duration.ofDays(1);

    private final Database database;
    private final Location location;
    private final RowChanges changes;
    private final Ids ids;
    private final Numbers numbers;

    /**
     * Prepares to make changes to sessions.
     *
     * @param database the kind of the database; not null
     * @param location where it is; not null
     * @param changes what is done to each session; not null
     * @param ids whose ids the sessions have; not null
     * @param numbers those of the sessions; not null
     */
    public RawWrites(Database database, Location location, RowChanges changes, Ids ids, Numbers numbers) {
        this.database = database;
        this.location = location;
        this.changes = changes;
        this.ids = ids;
        this.numbers = numbers;
    }

    /**
     * Writes in every durable way that the database has, and all others for comparison, with batches of several sizes.
     *
     * @param time for each way and size; not null
     * @return the rates; a way for which no sessions were left is missing
     * @throws SQLException when the database fails
     */
    public List<WriteRate> rates(Duration time) throws SQLException {
        List<WriteRate> rates = new ArrayList<>();
        // The first one is not measured: it warms up.
        run(database.writings().get(0), 1, 32, time);
        for (Writing writing : database.writings()) {
            for (int connections : writing.connections()) {
                for (int batch : BATCHES) {
                    WriteRate rate = run(writing, connections, batch, time);
                    if (rate.commits().getTotalCount() > 0) {
                        rates.add(rate);
                    }
                }
            }
        }
        return rates;
    }

    /**
     * Writes all sessions as fast as can be.
     *
     * @return the rate
     * @throws SQLException when the database fails
     */
    public WriteRate all() throws SQLException {
        Writing writing = database.fill();
        return run(writing, writing.connections().get(0), FILL_BATCH, FOREVER);
    }

    private WriteRate run(Writing writing, int connections, int batch, Duration time) throws SQLException {
        ExecutorService writers = Executors.newFixedThreadPool(connections);
        try {
            long begin = System.nanoTime();
            List<Future<Histogram>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(writers.submit(() -> write(writing, batch, begin + time.toNanos())));
            }
            Histogram commits = new Histogram(3);
            for (Future<Histogram> writer : running) {
                commits.add(writer.get());
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new WriteRate(writing, connections, batch, commits.getTotalCount() * batch / seconds, commits);
        } catch (ExecutionException failure) {
            throw new SQLException("a writer has failed", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            writers.shutdownNow();
        }
    }

    private Histogram write(Writing writing, int batch, long end) throws SQLException {
        Histogram commits = new Histogram(3);
        long[] sessions = new long[batch];
        try (Connection connection = writing.connect(location);
                BatchWriter writer = new BatchWriter(connection, changes, ids)) {
            long now = System.nanoTime();
            while (now < end) {
                if (!numbers.next(sessions)) {
                    break;
                }
                writer.write(sessions);
                writing.commit(connection);
                long committed = System.nanoTime();
                commits.recordValue(TimeUnit.NANOSECONDS.toMicros(committed - now));
                now = committed;
            }
        }
        return commits;
    }
}
