package org.executionsession.benchmarks.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** The processor time of a process and its descendants, also of those that have ended. */
final class ProcessTree {

    private static final Path PROC = Path.of("/proc");

    /** Linux counts in ticks of this length towards processes, whatever its own clock is. */
    private static final Duration TICK = Duration.ofMillis(10);

    private static final int USER_TICKS = 11;
    private static final int CHILDREN_TICKS = 13;

    private ProcessTree() {}

    /** Returns the time so far; it is zero where the system does not report it. */
    static Duration cpu(ProcessHandle main) {
        long ticks = Stream.concat(Stream.of(main), main.descendants())
                .mapToLong(process -> {
                    String stat = stat(process.pid());
                    return ticks(stat, USER_TICKS) + ticks(stat, CHILDREN_TICKS);
                })
                .sum();
        return TICK.multipliedBy(ticks);
    }

    private static String stat(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/stat"));
        } catch (IOException endedOrNotLinux) {
            return "";
        }
    }

    /**
     * The sum of two neighbouring fields of a line of {@code /proc/PID/stat}: time in user mode and in the kernel. Fields
     * count from the one behind the name of the program, which can have spaces and parentheses.
     */
    static long ticks(String stat, int field) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length <= field + 1 ? 0 : Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1]);
    }
}
