package org.executionsession.domain.model;

import static java.util.Map.entry;

/**
 * What kind of work a task does.
 *
 * <p>An open enumeration: an unknown number is stored and returned unchanged.
 *
 * @param number the number on the wire
 */
public record TaskType(int number) implements OpenEnum {

    /** Reloads the data of an app. */
    public static final TaskType RELOAD = new TaskType(0);

    /** Runs an external program. */
    public static final TaskType EXTERNAL_PROGRAM = new TaskType(1);

    /** Synchronises users from a directory. */
    public static final TaskType USER_SYNC = new TaskType(2);

    /** Distributes apps. */
    public static final TaskType DISTRIBUTE = new TaskType(3);

    /** Loads an app into memory before it is asked for. */
    public static final TaskType PRELOAD = new TaskType(4);

    /** The known values by their names (contract, part 7). */
    public static final KnownValues<TaskType> KNOWN = KnownValues.of(
            entry("Reload", RELOAD),
            entry("ExternalProgram", EXTERNAL_PROGRAM),
            entry("UserSync", USER_SYNC),
            entry("Distribute", DISTRIBUTE),
            entry("Preload", PRELOAD));

    @Override
    public KnownValues<TaskType> known() {
        return KNOWN;
    }

    @Override
    public String toString() {
        return text();
    }
}
