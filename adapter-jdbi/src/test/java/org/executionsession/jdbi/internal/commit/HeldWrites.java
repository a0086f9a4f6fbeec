package org.executionsession.jdbi.internal.commit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A table of numbers, and concurrent callers that write to it. Latches hold one write, so that the test controls how many
 * writes queue behind it.
 */
final class HeldWrites implements AutoCloseable {

    /** Writes its number. */
    static final WriteOperation<Integer, Integer> INSERT = WriteOperation.oneByOne("insert", HeldWrites::insert);

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Jdbi jdbi = Jdbi.create(this::connection);
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final WriteOperation<Integer, Integer> hold = WriteOperation.oneByOne("hold", this::hold);

    HeldWrites() {
        jdbi.useHandle(handle -> handle.execute("create table written (number int)"));
        connections.set(0);
    }

    Jdbi jdbi() {
        return jdbi;
    }

    /** Returns the number of connections since the start: each transaction takes one. */
    int transactions() {
        return connections.get();
    }

    /** Lets each further connection fail, or no longer. */
    void setBroken(boolean fails) {
        broken.set(fails);
    }

    /** Starts a write of 0 that keeps its transaction open until {@link #release}, and returns once it has one. */
    CompletableFuture<Integer> whileOneWrites(GroupCommit writes) {
        CompletableFuture<Integer> first = run(writes, hold, 0);
        try {
            writing.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return first;
    }

    /** Ends the hold. */
    void release() {
        goOn.countDown();
    }

    /** Runs a write in a thread of its own. */
    CompletableFuture<Integer> run(GroupCommit writes, WriteOperation<Integer, Integer> write, int number) {
        return CompletableFuture.supplyAsync(() -> writes.run(write, number), callers);
    }

    /** Runs calls in a thread of their own. */
    CompletableFuture<Void> start(Runnable calls) {
        return CompletableFuture.runAsync(calls, callers);
    }

    /** Waits until a number of writes is queued. */
    static void awaitQueued(GroupCommit writes, int count) {
        while (writes.queued() < count) {
            Thread.onSpinWait();
            if (Thread.interrupted()) {
                throw new IllegalStateException("the writes were not queued in time");
            }
        }
    }

    private int hold(Handle handle, int number) {
        writing.countDown();
        try {
            goOn.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return insert(handle, number);
    }

    static int insert(Handle handle, int number) {
        handle.execute("insert into written values (?)", number);
        return number;
    }

    List<Integer> written() {
        return jdbi.withHandle(handle -> handle.createQuery("select number from written")
                .mapTo(Integer.class)
                .list());
    }

    private Connection connection() throws SQLException {
        if (broken.get()) {
            throw new SQLException("the network is down", "08001");
        }
        connections.incrementAndGet();
        return pool.getConnection();
    }

    @Override
    public void close() {
        release();
        callers.shutdownNow();
        pool.dispose();
    }
}
