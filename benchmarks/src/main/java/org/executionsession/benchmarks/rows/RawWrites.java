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
import org.executionsession.benchmarks.database.Database.Writing;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;

/** Changes rows with plain JDBC and nothing else. */
public final class RawWrites implements AutoCloseable {

    private static final List<Integer> BATCHES = List.of(1, 32, 128, 512);
    private static final int FILL_BATCH = 1_000;
    private static final Duration FOREVER = Duration.ofDays(1);

    private final Location location;
    private final RowChanges changes;
    private final Ids ids;
    private final Numbers numbers;

    /** Only there to be open: when nobody has a connection, H2 closes the database. */
    private final Connection keeper;

    private RawWrites(Location location, RowChanges changes, Ids ids, Numbers numbers, Connection keeper) {
        this.location = location;
        this.changes = changes;
        this.ids = ids;
        this.numbers = numbers;
        this.keeper = keeper;
    }

    /**
     * Opens a database to make changes to its sessions.
     *
     * @param location where it is; not null
     * @param changes what is done to each session; not null
     * @param ids whose ids the sessions have; not null
     * @param numbers those of the sessions; not null
     * @return the writes, to be closed
     * @throws SQLException when the database does not open
     */
    public static RawWrites open(Location location, RowChanges changes, Ids ids, Numbers numbers) throws SQLException {
        return new RawWrites(location, changes, ids, numbers, location.connect());
    }

    /**
     * Writes with batches of several sizes.
     *
     * @param writings the ways to write; the first one also warms up; not empty
     * @param time for each way and size; not null
     * @return the rates; a way for which no sessions were left is missing
     * @throws SQLException when the database fails
     */
    public List<WriteRate> rates(List<Writing> writings, Duration time) throws SQLException {
        List<WriteRate> rates = new ArrayList<>();
        rate(new Way(writings.get(0), 1, 32), time);
        for (Writing writing : writings) {
            for (int connections : writing.connections()) {
                for (int batch : BATCHES) {
                    rates.add(rate(new Way(writing, connections, batch), time));
                }
            }
        }
        rates.removeIf(rate -> rate.sessions() == 0);
        return rates;
    }

    /**
     * Writes all sessions.
     *
     * @param writing the way to write; the first of its counts of connections is taken; not null
     * @return the rate
     * @throws SQLException when the database fails
     */
    public WriteRate all(Writing writing) throws SQLException {
        return rate(new Way(writing, writing.connections().get(0), FILL_BATCH), FOREVER);
    }

    /**
     * Writes in one way.
     *
     * @param way the way; not null
     * @param time for how long, when there are sessions enough; not null
     * @return the rate
     * @throws SQLException when the database fails
     */
    public WriteRate rate(Way way, Duration time) throws SQLException {
        ExecutorService writers = Executors.newFixedThreadPool(way.connections());
        try {
            long begin = System.nanoTime();
            List<Future<Written>> running = new ArrayList<>();
            for (int i = 0; i < way.connections(); i++) {
                running.add(writers.submit(() -> write(way, begin + time.toNanos())));
            }
            Written all = new Written();
            for (Future<Written> writer : running) {
                all.add(writer.get());
            }
            return new WriteRate(way, all.sessions, Duration.ofNanos(Math.max(1, all.lastCommit - begin)), all.commits);
        } catch (ExecutionException failure) {
            throw new SQLException("a writer has failed", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            writers.shutdownNow();
        }
    }

    private Written write(Way way, long end) throws SQLException {
        Written written = new Written();
        long[] sessions = new long[way.batch()];
        try (Connection connection = way.writing().connect(location);
                BatchWriter writer = new BatchWriter(connection, changes, ids)) {
            long begin = System.nanoTime();
            while (begin < end) {
                int count = numbers.next(sessions);
                if (count == 0) {
                    break;
                }
                writer.write(sessions, count);
                way.writing().commit(connection);
                written.add(count, begin);
                begin = written.lastCommit;
            }
        }
        return written;
    }

    @Override
    public void close() throws SQLException {
        keeper.close();
    }

    /** What one connection, or all of them, have written. */
    private static final class Written {

        private final Histogram commits = new Histogram(3);
        private long sessions;
        private long lastCommit;

        void add(int count, long begin) {
            lastCommit = System.nanoTime();
            sessions += count;
            commits.recordValue(TimeUnit.NANOSECONDS.toMicros(lastCommit - begin));
        }

        void add(Written other) {
            lastCommit = Math.max(lastCommit, other.lastCommit);
            sessions += other.sessions;
            commits.add(other.commits);
        }
    }
}
