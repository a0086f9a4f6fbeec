package org.executionsession.http.internal.overload;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory of all large request headers. An address can have as much of it as it leaves free: one has half of it, two have a third each. So clients of a few
 * addresses that never end their headers leave the rest to others.
 *
 * <p>It has no lock: with many threads, each would wait until the thread before it gets a processor, and no thread would be left to read other requests.
 */
final class HeaderBudget {

    /** What an address has that was removed. */
    private static final long REMOVED = -1;

    private final long max;
    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentMap<Object, AtomicLong> ofAddresses = new ConcurrentHashMap<>();

    HeaderBudget(long max) {
        this.max = max;
    }

    /** Reserves bytes for an address until {@link #release}. Returns false if there are not as many; then nothing is reserved. */
    boolean reserve(Object address, long bytes) {
        while (true) {
            AtomicLong ofAddress = ofAddresses.get(address);
            if (ofAddress == null) {
                ofAddresses.putIfAbsent(address, new AtomicLong());
                continue;
            }
            long before = ofAddress.get();
            if (before == REMOVED) {
                ofAddresses.remove(address, ofAddress);
            } else if (ofAddress.compareAndSet(before, before + bytes)) {
                if (take(bytes, before + bytes)) {
                    return true;
                }
                subtract(address, ofAddress, bytes);
                return false;
            }
        }
    }

    /** Takes bytes for an address if it leaves as much free as it then has. */
    private boolean take(long bytes, long ofAddress) {
        long before;
        do {
            before = taken.get();
            if (ofAddress > max - before - bytes) {
                return false;
            }
        } while (!taken.compareAndSet(before, before + bytes));
        return true;
    }

    private void subtract(Object address, AtomicLong ofAddress, long bytes) {
        if (ofAddress.addAndGet(-bytes) == 0 && ofAddress.compareAndSet(0, REMOVED)) {
            ofAddresses.remove(address, ofAddress);
        }
    }

    /** Returns the bytes that are reserved. */
    long taken() {
        return taken.get();
    }

    /** Releases bytes that are reserved for an address. */
    void release(Object address, long bytes) {
        AtomicLong ofAddress = ofAddresses.get(address);
        if (bytes > 0 && ofAddress != null) {
            taken.addAndGet(-bytes);
            subtract(address, ofAddress, bytes);
        }
    }
}
