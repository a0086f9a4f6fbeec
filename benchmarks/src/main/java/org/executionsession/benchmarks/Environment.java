package org.executionsession.benchmarks;

import java.lang.management.ManagementFactory;
import org.executionsession.benchmarks.session.Example;

/** What a reader must know of a run to compare it with another one. */
final class Environment {

    private Environment() {}

    static String describe(LoadOptions options) {
        double loadAverage = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version")
                + "; the load comes from the same cores, over " + options.connections() + " connections; heap "
                + options.server().heap() + ", body of "
                + Report.whole(Example.read().bytes().length)
                + " bytes; each figure is from " + options.time().toSeconds() + " s.\n"
                + "CPU is that of a request. At a constant rate, latency counts from when a request was due. "
                + "Load average before: " + Report.decimal(loadAverage) + ".\n";
    }
}
