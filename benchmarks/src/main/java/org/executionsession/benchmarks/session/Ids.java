package org.executionsession.benchmarks.session;

import java.util.UUID;

/**
 * Ids that look random and can be computed again, so that millions of sessions can be asked for without a list of them.
 */
public enum Ids {
    /** Of the sessions that are there before a load begins. */
    STORED,
    /** Of the sessions that a load posts. */
    POSTED,
    /** Of the sessions that plain JDBC writes. */
    COPIED;

    /** How many sessions of a task there are: how many rows a list by task has. */
    public static final int SESSIONS_A_TASK = 20;

    /**
     * The id in a slot of a session.
     *
     * @param slot the slot; not null
     * @param session the session's number
     * @return the id, the same each time
     */
    public UUID id(Slot slot, long session) {
        long number = slot == Slot.TASK ? session / SESSIONS_A_TASK : session;
        long seed =
                number * Slot.values().length * values().length + (long) slot.ordinal() * values().length + ordinal();
        long most = mix(2 * seed) & ~0xF000L | 0x4000L;
        long least = mix(2 * seed + 1) & Long.MAX_VALUE >> 1 | Long.MIN_VALUE;
        return new UUID(most, least);
    }

    /** The finalizer of SplitMix64: every input has an output of its own, and neighbours have nothing in common. */
    private static long mix(long value) {
        long mixed = value + 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
