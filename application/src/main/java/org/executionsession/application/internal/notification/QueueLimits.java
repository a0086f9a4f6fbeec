package org.executionsession.application.internal.notification;

/**
 * The limits of the queue of one listener.
 *
 * @param notifications the maximum number of notifications
 * @param characters the maximum number of characters in all notifications, as estimated. A single notification may have more
 */
record QueueLimits(int notifications, long characters) {

    /** Ten thousand notifications, and a part of the heap as for large bodies. */
    static final QueueLimits DEFAULT =
            new QueueLimits(10_000, Math.max(2_097_152, Runtime.getRuntime().maxMemory() / 32));
}
