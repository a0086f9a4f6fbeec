package org.executionsession.application.internal.run;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread of a function, but not while it uses the store: an interrupt that comes then is delivered after the use. Java
 * closes a file channel that an interrupted thread uses, and the whole process shares that of H2.
 */
final class InterruptGate {

    private @Nullable Thread thread;
    private boolean isInterrupted;

    /** The number of uses of the store that have begun and not ended; a consumer of a list may use the store again. */
    private int uses;

    /** Whether an interrupt waits for the end of the use. */
    private boolean isHeldBack;

    /** Begins the function in the calling thread. Returns false if it was interrupted before. */
    synchronized boolean open() {
        thread = isInterrupted ? null : Thread.currentThread();
        return !isInterrupted;
    }

    /** Ends the function. After this, its thread is not interrupted any more, so that it can report. */
    synchronized void close() {
        thread = null;
        isHeldBack = false;
        Thread.interrupted();
    }

    synchronized void interrupt() {
        isInterrupted = true;
        if (thread == null) {
            return;
        }
        if (uses > 0) {
            isHeldBack = true;
        } else {
            thread.interrupt();
        }
    }

    synchronized boolean isInterrupted() {
        return isInterrupted;
    }

    /** Begins a use of the store. The interrupt status of the thread is cleared until its end. */
    synchronized void beginUse() {
        uses++;
        isHeldBack |= Thread.interrupted();
    }

    synchronized void endUse() {
        uses--;
        if (uses == 0 && isHeldBack) {
            isHeldBack = false;
            Thread.currentThread().interrupt();
        }
    }
}
