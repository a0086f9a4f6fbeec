package org.executionsession.bootstrap.internal.memory;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a heap that is too small for its garbage collector. G1 does not move large objects, such as a document of a megabyte. In a small
 * heap they leave no contiguous space for the next one, and the process is out of memory with half of its heap free.
 */
public final class HeapCheck {

    private static final Logger LOG = LoggerFactory.getLogger(HeapCheck.class);

    private static final long SMALL = 512L * 1_024 * 1_024;

    private HeapCheck() {}

    /** Logs a warning if the heap of this process is too small for its collector. */
    public static void warn() {
        List<String> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .toList();
        if (isTooSmall(Runtime.getRuntime().maxMemory(), collectors)) {
            LOG.warn("the heap is smaller than 512 MB: start Java with -XX:+UseSerialGC,"
                    + " because large entities can fill so small a heap with the collector G1");
        }
    }

    static boolean isTooSmall(long heap, List<String> collectors) {
        return heap < SMALL && collectors.stream().anyMatch(name -> name.startsWith("G1 "));
    }
}
