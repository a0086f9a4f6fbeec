package org.executionsession.jdbi;

import org.jdbi.v3.core.Handle;

/**
 * Makes H2 keep what it acknowledges. As delivered, H2 writes a commit to its file up to half a second after it has
 * answered, so that even a killed process loses commits; and it asks the disk to keep them only when it closes.
 */
final class H2Durability {

    private H2Durability() {}

    /** From now on, a commit is in the file (in the hands of the operating system) before H2 answers. */
    static void configure(Handle handle) {
        handle.execute("set write_delay 0");
    }

    /** When this returns, everything committed before is on the disk. */
    static void sync(Handle handle) {
        handle.execute("checkpoint sync");
    }
}
