package org.executionsession.http.internal.watch;

import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.util.NanoTime;
import org.executionsession.domain.model.Caller;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.overload.ClientNetwork;
import org.executionsession.http.internal.overload.ConnectionReset;
import org.executionsession.http.internal.overload.SendBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream of events to one client. Writes do not block: events wait in a bounded buffer until the client has read those before them. */
final class EventStream implements WriteListener {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private static final String START = "retry: 2000\nid: ";

    /** What the system takes for a client that does not read. A larger one would hide for many seconds whether the client reads. */
    private static final int SEND_BUFFER = 64 * 1024;

    private final EventSelection selection;
    private final Caller caller;
    private final HttpOutput output;
    private final LongAdder sentEvents;

    /** Is completed when the stream has ended. */
    private final CompletableFuture<Void> response;

    /** Resets the connection. */
    private final Runnable reset;

    private final AtomicLong waited;
    private final long begin = NanoTime.now();

    /** Is called when a full buffer has room again. */
    private volatile Runnable onRoom = () -> {};

    // Guarded by this object.
    private final EventBuffer buffer;

    private boolean writable;
    private boolean ended;
    private EventId position;
    private EventId told;
    private long writes;
    private long writesAtLastBeat = -1;
    private long writesAtLastLook = -1;

    /** Whether it gets the changes that the pump receives; otherwise it reads older ones. Only the thread of the pump uses it. */
    private boolean live;

    EventStream(
            EventSelection selection,
            Caller caller,
            HttpServletRequest request,
            HttpOutput output,
            LongAdder sentEvents,
            LargeEventMemory memory,
            CompletableFuture<Void> response) {
        this.selection = selection;
        this.caller = caller;
        this.output = output;
        this.sentEvents = sentEvents;
        this.response = response;
        buffer = new EventBuffer(memory.place(caller.key(), ClientNetwork.of(request), () -> onRoom.run()));
        waited = AccessLogger.waited(request);
        reset = ConnectionReset.of(request);
        SendBuffer.limit(request, SEND_BUFFER);
    }

    /**
     * Begins to write.
     *
     * @param from the place behind which the stream has events
     */
    void begin(EventId from) {
        synchronized (this) {
            position = from;
            told = from;
            buffer.add((START + from + "\n\n").getBytes(StandardCharsets.US_ASCII));
        }
        output.setWriteListener(this);
    }

    /** Sets what is called when a full buffer has room again. */
    void onRoom(Runnable action) {
        onRoom = action;
    }

    Caller caller() {
        return caller;
    }

    boolean isLive() {
        return live;
    }

    void setLive(boolean value) {
        live = value;
    }

    /** Returns the place behind the last event that it has got, or does not get. */
    synchronized EventId position() {
        return position;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** Returns whether it can get more events. If not, it tells when it can. */
    synchronized boolean hasRoom() {
        return buffer.hasRoom();
    }

    /** Returns whether it has refused a large event, for which it has no memory yet. The client is not too slow then. */
    synchronized boolean refusedLarge() {
        return buffer.refusedLarge();
    }

    EventSelection selection() {
        return selection;
    }

    /** Adds a change, unless the stream is behind it already, or does not have it. Returns false if there is no room. */
    boolean offer(StreamedChange change) {
        synchronized (this) {
            if (ended || change.id().compareTo(position) <= 0) {
                return true;
            }
        }
        // Without the lock: a filter can take long, and one thread makes the heartbeats of all streams.
        // Only the thread of the pump moves the position.
        byte[] event = change.event(selection);
        synchronized (this) {
            if (ended) {
                return true;
            }
            if (event == null) {
                buffer.forgetRefusal();
            } else if (buffer.accept(event)) {
                told = change.id();
                sentEvents.increment();
            } else {
                return false;
            }
            position = change.id();
        }
        write();
        return true;
    }

    /** Moves behind changes that the stream does not have. */
    synchronized void advance(EventId place) {
        if (place.compareTo(position) > 0) {
            position = place;
        }
    }

    /** Tells the client that it has missed changes, and continues at another place. */
    void reset(EventId place, String reason) {
        synchronized (this) {
            buffer.forgetRefusal();
            buffer.add(StreamedChange.reset(place, reason));
            position = place;
            told = place;
        }
        write();
    }

    /**
     * Sends a heartbeat, if nothing waits in the buffer. It tells the client the place of the stream, so that a stream with few events can be
     * resumed after a long time. Returns false if the client has read nothing since the last heartbeat.
     */
    boolean beat() {
        synchronized (this) {
            if (ended) {
                return true;
            }
            if (!buffer.isEmpty()) {
                boolean reads = writes != writesAtLastBeat;
                writesAtLastBeat = writes;
                return reads;
            }
            writesAtLastBeat = -1;
            buffer.add((position.equals(told) ? ": heartbeat\n\n" : ": heartbeat\nid: " + position + "\n\n")
                    .getBytes(StandardCharsets.US_ASCII));
            told = position;
        }
        write();
        return true;
    }

    /** Returns whether it holds memory, and did so when this was asked before, and nothing could be written since then. */
    synchronized boolean isStalled() {
        boolean stalled = buffer.holdsMemory() && writes == writesAtLastLook;
        writesAtLastLook = buffer.holdsMemory() ? writes : -1;
        return stalled;
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            writable = true;
        }
        write();
    }

    private void write() {
        boolean room;
        try {
            room = writeWhatIsPossible();
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("client disconnected", gone);
            end();
            return;
        }
        if (room) {
            onRoom.run();
        }
    }

    /** Returns whether a full buffer has room again. */
    private synchronized boolean writeWhatIsPossible() throws IOException {
        while (writable && !ended && buffer.needsWriter() && output.isReady()) {
            buffer.written();
            if (!buffer.isEmpty()) {
                ByteBuffer next = buffer.take();
                writes++;
                output.write(next);
            }
        }
        return buffer.hasRoomAgain();
    }

    @Override
    public void onError(Throwable gone) {
        LOG.debug("client disconnected", gone);
        end();
    }

    /** Ends the stream. The client can resume it. */
    void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            buffer.close();
        }
        waited.set(NanoTime.since(begin));
        response.complete(null);
    }

    /** Closes the connection of a client that is too slow. */
    void abort() {
        reset.run();
        end();
    }
}
