package org.executionsession.http.internal.overload;

import java.util.concurrent.CountDownLatch;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;

/** A request that lasts until it is preempted, or released. */
class Lasting implements MonitoredRequest {

    private final CountDownLatch end = new CountDownLatch(1);
    private final boolean closedByClient;
    private volatile boolean preempted;
    private volatile boolean begun;

    Lasting() {
        this(false);
    }

    Lasting(boolean closedByClient) {
        this.closedByClient = closedByClient;
    }

    @Override
    public Registration onCancel(Runnable action) {
        return () -> {};
    }

    @Override
    public void preempt() {
        preempted = true;
        end.countDown();
    }

    @Override
    public void throwIfCancelled() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isPreempted() {
        return preempted;
    }

    @Override
    public boolean isReset() {
        return false;
    }

    @Override
    public boolean isClosedByClient() {
        return closedByClient;
    }

    @Override
    public void close() {
        end.countDown();
    }

    /** Returns whether it has a permit. */
    boolean hasBegun() {
        return begun;
    }

    void last() {
        begun = true;
        try {
            end.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
