package org.executionsession.application.internal.notification;

/**
 * The limits of the queue of one listener.
 *
 * @param notifications the maximum number of notifications
 * @param bytes the maximum number of bytes that all notifications take, as estimated. A single notification may take more
 */
record QueueLimits(int notifications, long bytes) {

    /** Ten thousand notifications, and a part of the heap as for large bodies. */
    static final QueueLimits DEFAULT =
            new QueueLimits(10_000, Math.max(2_097_152, Runtime.getRuntime().maxMemory() / 32));
}
