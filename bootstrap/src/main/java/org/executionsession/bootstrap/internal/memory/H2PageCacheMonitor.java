package org.executionsession.bootstrap.internal.memory;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears the page cache of an embedded H2 when garbage collections leave too little free heap.
 *
 * <p>H2 limits this cache by an estimate of the memory of each page: the average of the last rows that it measured. After many small rows,
 * it takes rows of a megabyte for small ones, and the cache grows until the process is out of memory. The estimate cannot be
 * turned off.
 *
 * <p>The heap in use after a collection includes garbage that this collection did not look for, so a small heap is cleared more often than
 * necessary. What is cleared is read again from the file cache of the operating system.
 */
public final class H2PageCacheMonitor implements NotificationListener, AutoCloseable {

    /** The part of the heap that may be in use after a collection. */
    private static final double MAX_USED = 0.6;

    /** How long a cleared cache can grow. Reading the rows of a whole heap takes longer. */
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** Connects to the database. */
    @FunctionalInterface
    public interface Connector {

        /** Returns a new connection. */
        Connection connect() throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(H2PageCacheMonitor.class);

    private final Connector connector;
    private final long maxUsed;
    private final Set<String> heapPools;

    /** One thread. It clears the cache once for all collections in the meantime. */
    private final ExecutorService clearing = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(1),
            task -> {
                Thread thread = new Thread(task, "h2-page-cache");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    /** Guarded by this. */
    private long cleared = System.nanoTime() - PAUSE_NANOS;

    /** Guarded by this. */
    private boolean reported;

    private volatile boolean closed;

    private H2PageCacheMonitor(Connector connector, long maxUsed) {
        this.connector = connector;
        this.maxUsed = maxUsed;
        this.heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Monitors the heap of this process until the monitor is closed. */
    public static H2PageCacheMonitor start(Connector connector) {
        return start(connector, (long) (Runtime.getRuntime().maxMemory() * MAX_USED));
    }

    static H2PageCacheMonitor start(Connector connector, long maxUsed) {
        H2PageCacheMonitor monitor = new H2PageCacheMonitor(connector, maxUsed);
        collections().forEach(emitter -> emitter.addNotificationListener(monitor, null, null));
        return monitor;
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
                && used(notification) > maxUsed) {
            clearing.execute(this::clear);
        }
    }

    private long used(Notification notification) {
        Map<String, MemoryUsage> after = GarbageCollectionNotificationInfo.from(
                        (CompositeData) notification.getUserData())
                .getGcInfo()
                .getMemoryUsageAfterGc();
        return after.entrySet().stream()
                .filter(pool -> heapPools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }

    private synchronized void clear() {
        if (closed || System.nanoTime() - cleared < PAUSE_NANOS) {
            return;
        }
        cleared = System.nanoTime();
        // Those of the pool are in use when memory is short. One that is kept could be that of a database that has
        // failed.
        try (Connection connection = connector.connect()) {
            clear(connection);
        } catch (SQLException failure) {
            if (!reported) {
                reported = true;
                LOG.warn(
                        "cannot clear the page cache of H2, so large entities can fill the heap: {}",
                        failure.getMessage());
            }
        }
    }

    /** H2 clears the cache when its size is set, also to the same size. */
    private static void clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set cache_size " + 1_024 * megabytes(statement));
        }
    }

    private static int megabytes(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select setting_value from information_schema.settings where setting_name = 'info.CACHE_MAX_SIZE'")) {
            return row.next() ? row.getInt(1) : 1;
        }
    }

    /** Waits for a clearing that has begun, since its connection keeps the database open. */
    @Override
    public void close() {
        collections().forEach(this::ignore);
        closed = true;
        clearing.shutdown();
        try {
            clearing.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops to listen. */
    private void ignore(NotificationEmitter collector) {
        try {
            collector.removeNotificationListener(this);
        } catch (ListenerNotFoundException neverAdded) {
            LOG.debug("the monitor was not added to {}", collector, neverAdded);
        }
    }

    /** Returns the collectors, which notify of each collection. */
    private static Stream<NotificationEmitter> collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(NotificationEmitter.class::isInstance)
                .map(NotificationEmitter.class::cast);
    }
}
