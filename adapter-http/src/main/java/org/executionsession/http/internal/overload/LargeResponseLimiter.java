package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;

/** Limits the number of large responses in progress, and the memory that they use together. */
public final class LargeResponseLimiter {

    /** Up to this size, a response fits into the network buffers to a client that reads. */
    public static final int LEAST = 64 * 1024;

    private final Bulkhead bulkhead;
    private final SharedMemory memory;
    private final SerializationLimit serialization;

    LargeResponseLimiter(Bulkhead bulkhead, SharedMemory memory, SerializationLimit serialization) {
        this.bulkhead = bulkhead;
        this.memory = memory;
        this.serialization = serialization;
    }

    /** Returns the JSON of a value, as {@link SerializationLimit} does. */
    public byte[] json(Json.Value value) {
        return serialization.write(value);
    }

    /**
     * Writes a response that is complete in memory. It can be preempted.
     *
     * @param ofChange whether it is the response to a change
     * @throws OverloadedException if the limit is reached; nothing was written
     * @throws CancellationException if the request is cancelled before; nothing was written
     */
    public void write(int bytes, String caller, MonitoredRequest request, boolean ofChange, Runnable writer) {
        Runnable work = () -> writeWithMemory(bytes, caller, request, ofChange, writer);
        if (ofChange) {
            work.run();
        } else {
            bulkhead.inAll(caller, work);
        }
    }

    private void writeWithMemory(
            int bytes, String caller, MonitoredRequest request, boolean ofChange, Runnable writer) {
        MemoryWait wait = new MemoryWait(request);
        SharedMemory.Reservation reservation = memory.begin(caller, wait);
        try {
            wait.reserve(reservation, bytes);
            Runnable preemptibleWriter = () -> {
                reservation.setPreemptible(true);
                writer.run();
            };
            bulkhead.respond(caller, request, ofChange, preemptibleWriter);
        } finally {
            reservation.release();
        }
    }

    /**
     * Writes a response that takes no memory of its own. It can be preempted.
     *
     * @throws OverloadedException if the limit is reached; nothing was written
     */
    public void write(String caller, MonitoredRequest request, Runnable writer) {
        bulkhead.runPreemptible(caller, request, writer);
    }

    /** Returns whether a response waits for memory. */
    boolean isWaitedFor() {
        return memory.isWaitedFor();
    }

    /** The wait of a response for memory. Its thread waits, as for a permit of the bulkhead. */
    private static final class MemoryWait implements SharedMemory.User {

        private final MonitoredRequest request;
        private final CountDownLatch changed = new CountDownLatch(1);
        private volatile boolean granted;

        MemoryWait(MonitoredRequest request) {
            this.request = request;
        }

        void reserve(SharedMemory.Reservation reservation, int bytes) {
            boolean reserved = switch (reservation.reserve(bytes)) {
                case RESERVED -> true;
                case REJECTED -> false;
                case WAITS -> await(reservation);
            };
            if (!reserved) {
                request.throwIfCancelled();
                throw new OverloadedException("the memory limit of large responses is reached");
            }
        }

        private boolean await(SharedMemory.Reservation reservation) {
            CancellationSignal.Registration registration = request.onCancel(changed::countDown);
            try {
                Duration left = OverloadProtection.QUEUE_TIMEOUT;
                while (left.compareTo(Bulkhead.PATIENCE) > 0) {
                    if (changed.await(Bulkhead.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                        return granted;
                    }
                    reservation.preemptOthers();
                    left = left.minus(Bulkhead.PATIENCE);
                }
                return changed.await(left.toMillis(), TimeUnit.MILLISECONDS) && granted;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                registration.close();
            }
        }

        @Override
        public void granted() {
            granted = true;
            changed.countDown();
        }

        @Override
        public void preempt() {
            request.preempt();
        }

        @Override
        public void displace() {
            changed.countDown();
        }

        /** A slow reader is disconnected by its monitor. */
        @Override
        public boolean isSlow() {
            return false;
        }
    }
}
