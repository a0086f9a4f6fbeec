package org.executionsession.benchmarks.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Bytes in which the marks of slots stand as text, to be replaced by ids. */
public final class MarkedBytes {

    private static final int ID_LENGTH = 36;

    private final byte[] bytes;
    private final List<Mark> marks;

    private MarkedBytes(byte[] bytes, List<Mark> marks) {
        this.bytes = bytes;
        this.marks = marks;
    }

    private record Mark(int position, Slot slot) {}

    /**
     * Finds the marks.
     *
     * @param bytes not to be changed any more; not null
     * @return the bytes and their marks
     */
    public static MarkedBytes of(byte[] bytes) {
        // One character a byte: the positions are the same.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Mark> marks = new ArrayList<>();
        for (Slot slot : Slot.values()) {
            String mark = slot.mark().toString();
            for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + ID_LENGTH)) {
                marks.add(new Mark(at, slot));
            }
        }
        return new MarkedBytes(bytes, List.copyOf(marks));
    }

    /**
     * Whether there is any mark.
     *
     * @return false when every copy is the same
     */
    public boolean isMarked() {
        return !marks.isEmpty();
    }

    /**
     * The length of each copy.
     *
     * @return bytes
     */
    public int length() {
        return bytes.length;
    }

    /**
     * The bytes with the marks themselves.
     *
     * @return not to be changed
     */
    public byte[] sample() {
        return bytes;
    }

    /**
     * A copy with the ids of a session.
     *
     * @param ids whose ids; not null
     * @param session the session's number
     * @return new bytes
     */
    public byte[] copy(Ids ids, long session) {
        byte[] copy = bytes.clone();
        for (Mark mark : marks) {
            System.arraycopy(ascii(ids.id(mark.slot, session)), 0, copy, mark.position, ID_LENGTH);
        }
        return copy;
    }

    /**
     * Puts a copy with the ids of a session into a buffer.
     *
     * @param ids whose ids; not null
     * @param session the session's number
     * @param buffer with room for it; not null
     */
    public void put(Ids ids, long session, ByteBuffer buffer) {
        int start = buffer.position();
        buffer.put(bytes);
        for (Mark mark : marks) {
            buffer.put(start + mark.position, ascii(ids.id(mark.slot, session)));
        }
    }

    private static byte[] ascii(UUID id) {
        return id.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
