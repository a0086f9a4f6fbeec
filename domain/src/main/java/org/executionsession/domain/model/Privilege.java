package org.executionsession.domain.model;

import java.util.Locale;

/** What a caller may do with an entity (contract, part 4). */
public enum Privilege {
    /** Create it. */
    CREATE,
    /** Read it. */
    READ,
    /** Update it. */
    UPDATE,
    /** Delete it; for a session, end it. */
    DELETE,
    /** Start it; only for a task. */
    START,
    /** Stop its execution; only for a task. */
    STOP;

    /**
     * Returns the privilege as the contract names it.
     *
     * @return lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
