package org.executionsession.jdbi.config;

/** What writes survive once they are acknowledged. */
public enum Durability {
    /** Also that the machine loses its power, as far as its disk keeps what it says it has. */
    FSYNC,

    /**
     * That the process is killed, and on H2 no more: it is left to the operating system when the file goes to the disk.
     * On PostgreSQL the same as {@link #FSYNC}.
     */
    NO_FSYNC
}
