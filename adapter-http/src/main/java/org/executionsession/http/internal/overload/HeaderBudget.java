package org.executionsession.http.internal.overload;

import java.util.HashMap;
import java.util.Map;

/**
 * Limits the memory of all large request headers. One address can have half of it. So clients of one address that never end their headers leave the
 * rest to others.
 */
final class HeaderBudget {

    private static final int SHARE_DIVISOR = 2;

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
        if (taken + bytes > max || ofAddress > max / SHARE_DIVISOR) {
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
