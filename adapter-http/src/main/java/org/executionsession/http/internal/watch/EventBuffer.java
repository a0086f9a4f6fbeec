package org.executionsession.http.internal.watch;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The events of a stream that wait until its client has read those before them. It is bounded; a larger event waits until the buffer is
 * empty, and for memory that all streams share. Not thread-safe.
 */
final class EventBuffer {

    /** The maximum number of bytes of events that are not large. The large one does not count. */
    static final int MAX = 128 * 1024;

    /** The size up to which events are written together, and of the parts of a large one. */
    static final int MAX_WRITE = 16 * 1024;

    private final LargeEventMemory.Place memory;
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    /** The size of all but the large event. */
    private int bytes;

    /** The large event in the buffer, or the one that is written; null for none. */
    private byte[] large;

    /** How many bytes of the large event are written. */
    private int largeWritten;

    /** The size of the event for which there was no room; 0 for none. */
    private int refused;

    /** Whether somebody wants to know when there is room. */
    private boolean full;

    EventBuffer(LargeEventMemory.Place memory) {
        this.memory = memory;
    }

    private static boolean isLarge(int size) {
        return size > MAX;
    }

    private boolean fits(int size) {
        return isLarge(size) ? waiting.isEmpty() && large == null : bytes + size <= MAX;
    }

    /** Returns whether it can probably accept the next event, and surely if that is the refused one. If not, {@link #hasRoomAgain} tells when. */
    boolean hasRoom() {
        full = !hasSpace();
        return !full && !memory.isWaiting();
    }

    private boolean hasSpace() {
        return refused == 0 ? bytes <= MAX / 2 : fits(refused);
    }

    /** Returns whether it had no room, and has some again. The memory of large events tells by itself. */
    boolean hasRoomAgain() {
        boolean again = full && hasSpace();
        full &= !again;
        return again;
    }

    /** Returns whether it has memory of large events, and something that is not written. */
    boolean holdsMemory() {
        return memory.isTaken() && needsWriter();
    }

    /** Returns whether it has refused a large event. The client is not too slow then. */
    boolean refusedLarge() {
        return isLarge(refused);
    }

    /** Adds an event. Returns false if there is no room. */
    boolean accept(byte[] event) {
        int size = event.length;
        full = !fits(size);
        if (full || isLarge(size) && !memory.take(size)) {
            refused = size;
            return false;
        }
        if (isLarge(size)) {
            large = event;
            waiting.addLast(event);
        } else {
            add(event);
        }
        forgetRefusal();
        return true;
    }

    /** Forgets an event that it has refused and that does not come again, for example because its entity was deleted. */
    void forgetRefusal() {
        if (isLarge(refused) && large == null) {
            memory.release();
        }
        refused = 0;
    }

    /** Adds a small block for which there is always room. */
    void add(byte[] block) {
        waiting.addLast(block);
        bytes += block.length;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns whether there is something to write, or it must know when the last write is complete. */
    boolean needsWriter() {
        return isLargeWritten() || !waiting.isEmpty();
    }

    private boolean isLargeWritten() {
        return large != null && largeWritten == large.length;
    }

    /** Notes that what it returned last is written. */
    void written() {
        if (isLargeWritten()) {
            large = null;
            largeWritten = 0;
            memory.release();
        }
    }

    /** Removes the next event, several small ones, or a part of a large one. There must be one. */
    ByteBuffer take() {
        if (waiting.getFirst() == large) {
            return takeLarge();
        }
        byte[] first = waiting.removeFirst();
        int size = first.length;
        if (!waiting.isEmpty() && size + waiting.getFirst().length <= MAX_WRITE) {
            ByteBuffer several = ByteBuffer.allocate(MAX_WRITE).put(first);
            while (!waiting.isEmpty() && size + waiting.getFirst().length <= MAX_WRITE) {
                byte[] next = waiting.removeFirst();
                size += next.length;
                several.put(next);
            }
            bytes -= size;
            return several.flip();
        }
        bytes -= size;
        return ByteBuffer.wrap(first);
    }

    private ByteBuffer takeLarge() {
        ByteBuffer part = ByteBuffer.wrap(large, largeWritten, Math.min(MAX_WRITE, large.length - largeWritten));
        largeWritten += part.remaining();
        if (isLargeWritten()) {
            waiting.removeFirst();
        }
        return part;
    }

    /** Removes everything; nothing is added any more. */
    void close() {
        waiting.clear();
        bytes = 0;
        large = null;
        memory.release();
    }
}
