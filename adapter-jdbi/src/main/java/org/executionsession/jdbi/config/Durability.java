package org.executionsession.jdbi.config;

/** What acknowledged writes survive. */
public enum Durability {
    /** They survive a power loss, provided that the disk does not lose data that it reported as written. */
    FSYNC,

    /**
     * On H2, they survive a kill of the process, but not a power loss: the operating system decides when it writes the file
     * to disk. On PostgreSQL this is the same as {@link #FSYNC}.
     */
    NO_FSYNC
}
