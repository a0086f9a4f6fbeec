package org.executionsession.http.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The limit of open files of the process ({@code ulimit -Hn}: on Linux, the JVM raises its limit to the hard one). Each connection is an open file. A process that has reached the limit accepts no
 * connection, not even to see which of the open ones it could close.
 */
final class OpenFiles {

    /** For the database, the admin port, calls of other servers and files. A half of a smaller limit. */
    private static final long OTHERS = 1_024;

    private OpenFiles() {}

    /** Returns how many connections the limit of this process leaves; all if the limit is not known. */
    static int connections() {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                    ? connections(system.getMaxFileDescriptorCount())
                    : Integer.MAX_VALUE;
        } catch (NoClassDefFoundError withoutModule) {
            // An application on the module path need not have the module jdk.management.
            return Integer.MAX_VALUE;
        }
    }

    /** Returns how many connections a limit leaves; all if there is none, which is a negative number. */
    static int connections(long limit) {
        return limit < 0
                ? Integer.MAX_VALUE
                : (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit - Math.min(OTHERS, limit / 2)));
    }
}
