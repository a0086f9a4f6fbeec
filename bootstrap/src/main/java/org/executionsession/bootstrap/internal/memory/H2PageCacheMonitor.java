package org.executionsession.bootstrap.internal.memory;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears the page cache of an embedded H2 when garbage collections leave too little free heap.
 *
 * <p>H2 limits this cache by an estimate of the memory of each page: the average of the last rows that it measured. After many small rows,
 * it takes rows of a megabyte for small ones, and the cache grows until the process is out of memory. The estimate cannot be
 * turned off.
 */
public final class H2PageCacheMonitor implements NotificationListener, AutoCloseable {

    /** The cache is cleared if more of the heap than this is in use after a collection. */
    private static final double MAX_USED = 0.5;

    private static final Logger LOG = LoggerFactory.getLogger(H2PageCacheMonitor.class);

    private final DataSource database;
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

    private H2PageCacheMonitor(DataSource database, long maxUsed) {
        this.database = database;
        this.maxUsed = maxUsed;
        this.heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Monitors the heap of this process until the monitor is closed. */
    public static H2PageCacheMonitor start(DataSource database) {
        return start(database, (long) (Runtime.getRuntime().maxMemory() * MAX_USED));
    }

    static H2PageCacheMonitor start(DataSource database, long maxUsed) {
        H2PageCacheMonitor monitor = new H2PageCacheMonitor(database, maxUsed);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(monitor, null, null);
            }
        }
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

    /** H2 clears the cache when its size is set. */
    private void clear() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set cache_size " + 1_024 * megabytes(statement));
        } catch (SQLException failure) {
            // The user of the database is no administrator, or no connection is free.
            LOG.debug("cannot clear the page cache", failure);
        }
    }

    private static int megabytes(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select setting_value from information_schema.settings where setting_name = 'info.CACHE_MAX_SIZE'")) {
            return row.next() ? row.getInt(1) : 1;
        }
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(this);
                } catch (ListenerNotFoundException neverAdded) {
                    LOG.debug("the monitor was not added to {}", collector.getName(), neverAdded);
                }
            }
        }
        clearing.shutdown();
    }
}
