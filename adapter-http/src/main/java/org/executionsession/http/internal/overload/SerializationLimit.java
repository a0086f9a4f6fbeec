package org.executionsession.http.internal.overload;

import java.util.concurrent.Semaphore;
import org.executionsession.http.internal.json.Json;

/**
 * Limits how many large values are written as JSON at once. Many can be written at the same moment, such as when several requests have waited
 * for one change, and each takes several times its size until the memory of its response is reserved. More than one for each processor would
 * not be faster.
 */
public final class SerializationLimit {

    private final Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    /**
     * Returns the JSON of a value, which needs a processor only: others wait until it is written. Waits for others once it is larger than
     * {@link LargeResponseLimiter#LEAST}.
     */
    public byte[] write(Json.Value value) {
        Permit permit = new Permit();
        try {
            return Json.write(value, LargeResponseLimiter.LEAST, permit::acquire);
        } finally {
            permit.release();
        }
    }

    /** The permit of one value, which it may not need. */
    private final class Permit {

        private boolean acquired;

        void acquire() {
            permits.acquireUninterruptibly();
            acquired = true;
        }

        void release() {
            if (acquired) {
                permits.release();
            }
        }
    }
}
