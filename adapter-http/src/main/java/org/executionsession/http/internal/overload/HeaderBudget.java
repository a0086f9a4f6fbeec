package org.executionsession.http.internal.overload;

import java.util.HashMap;
import java.util.Map;

/**
 * Limits the memory of all large request headers. An address can have as much of it as it leaves free: one has half of it, two have a third each. So clients of a few
 * addresses that never end their headers leave the rest to others.
 */
final class HeaderBudget {

    private final long max;

    // Guarded by this object.
    private final Map<Object, Long> ofAddresses = new HashMap<>();

    private long taken;

    HeaderBudget(long max) {
        this.max = max;
    }

    /** Reserves bytes for an address until {@link #release}. Returns false if there are not as many; then nothing is reserved. */
    synchronized boolean reserve(Object address, long bytes) {
        long ofAddress = ofAddresses.getOrDefault(address, 0L) + bytes;
        if (ofAddress > max - taken - bytes) {
            return false;
        }
        taken += bytes;
        ofAddresses.put(address, ofAddress);
        return true;
    }

    /** Returns the bytes that are reserved. */
    synchronized long taken() {
        return taken;
    }

    synchronized void release(Object address, long bytes) {
        taken -= bytes;
        ofAddresses.computeIfPresent(address, (same, before) -> before == bytes ? null : before - bytes);
    }
}
