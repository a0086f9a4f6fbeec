package org.executionsession.bootstrap;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.executionsession.bootstrap.internal.access.CallerPatterns;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.outbound.AccessPolicy;
import picocli.CommandLine.Option;

/** The privileges of callers; each option is also an environment variable. */
final class AccessOptions {

    @Option(
            names = "--readers",
            paramLabel = "DIR\\user",
            converter = CallerPatterns.Converter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_READERS}",
            description =
                    "Callers that may read, with * for any characters, separated by commas. With any of these options,"
                            + " all other callers have no privileges (default: every caller may write).")
    private List<CallerPatterns> readers;

    @Option(
            names = "--writers",
            paramLabel = "DIR\\user",
            converter = CallerPatterns.Converter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_WRITERS}",
            description = "Callers that may read and write, in the same form.")
    private List<CallerPatterns> writers;

    @Option(
            names = "--task-operators",
            paramLabel = "DIR\\user",
            converter = CallerPatterns.Converter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_TASK_OPERATORS}",
            description = "Callers that may read, and start and stop tasks, in the same form.")
    private List<CallerPatterns> taskOperators;

    AccessPolicy policy() {
        if (readers == null && writers == null && taskOperators == null) {
            return AccessPolicy.OPEN;
        }
        List<CallerPatterns> operating = taskOperators == null ? List.of() : List.copyOf(taskOperators);
        List<CallerPatterns> reading = readers == null ? List.of() : List.copyOf(readers);
        List<CallerPatterns> writing = writers == null ? List.of() : List.copyOf(writers);
        Set<Privilege> everything = Collections.unmodifiableSet(EnumSet.allOf(Privilege.class));
        return new AccessPolicy.ByCaller(caller -> {
            if (caller.isService() || isAmong(writing, caller)) {
                return everything;
            }
            if (isAmong(operating, caller)) {
                return Set.of(Privilege.READ, Privilege.START, Privilege.STOP);
            }
            return isAmong(reading, caller) ? Set.of(Privilege.READ) : Set.of();
        });
    }

    private static boolean isAmong(List<CallerPatterns> patterns, Caller caller) {
        return patterns.stream().anyMatch(some -> some.match(caller));
    }
}
