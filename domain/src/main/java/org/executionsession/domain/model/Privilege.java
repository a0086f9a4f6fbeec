package org.executionsession.domain.model;

import java.util.Locale;

/** What can be done with an entity, and so what a caller may be allowed to do (contract, part 4). */
public enum Privilege {
    /** Record it. */
    CREATE,
    /** See it. */
    READ,
    /** Change it. */
    UPDATE,
    /** Delete it; of a session: end it. */
    DELETE;

    /**
     * The privilege as the contract names it.
     *
     * @return lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
