package org.executionsession.benchmarks.report;

import java.lang.management.ManagementFactory;

/** What a reader must know of a machine to compare a run with another one. */
public final class Environment {

    private Environment() {}

    /**
     * Describes the machine as it is now.
     *
     * @return one line; not null
     */
    public static String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version")
                + ", load average before the run "
                + Figures.decimal(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
