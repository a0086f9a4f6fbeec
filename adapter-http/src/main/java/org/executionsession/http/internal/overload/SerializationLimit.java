package org.executionsession.http.internal.overload;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Limits how many entities are written as JSON at once for requests that have waited for a change. Many can begin to respond at the
 * same moment, and each takes several times the size of its entity until the memory of its response is reserved. More than one for each
 * processor would not be faster.
 */
public final class SerializationLimit {

    private final Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    /** Returns the result of work that needs a processor only, since others wait until it ends. */
    public <T> T run(Supplier<T> work) {
        permits.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
