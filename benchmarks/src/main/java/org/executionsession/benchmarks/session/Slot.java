package org.executionsession.benchmarks.session;

import java.util.UUID;

/** A place in the example where each copy has an id of its own. */
public enum Slot {
    /** The id of the session. */
    SESSION("/id"),
    /** The id of its reload task; each {@link Ids#SESSIONS_A_TASK} sessions are of one task. */
    TASK("/reloadTask/id"),
    /** The id of its result. */
    RESULT("/executionResult/id"),
    /** The id of its result's first detail. */
    FIRST_DETAIL("/executionResult/details/0/id"),
    /** The id of its result's second detail. */
    SECOND_DETAIL("/executionResult/details/1/id");

    private final String pointer;
    private final UUID mark;

    Slot(String pointer) {
        this.pointer = pointer;
        this.mark = new UUID(0x5e55_1000_0000_4000L, 0x8000_0000_0000_0000L + ordinal() + 1);
    }

    /** Where it is in the JSON of a session. */
    String pointer() {
        return pointer;
    }

    /**
     * The id that stands there in the session that copies are made from.
     *
     * @return the id, not null
     */
    public UUID mark() {
        return mark;
    }
}
