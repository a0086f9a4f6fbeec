package org.executionsession.http.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A buffer refuses an event for which there is no room, and asks for it again only when there is. */
class EventBufferTest {

    private static final List<Integer> SIZES = List.of(100, 5_000, 60_000, 97_000, EventBuffer.MAX, 200_000, 600_000);

    private final LargeEventMemory memory = new LargeEventMemory(1_000_000, () -> {});
    private final ByteArrayOutputStream accepted = new ByteArrayOutputStream();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean wasTold;
    private final EventBuffer buffer = new EventBuffer(memory.place("one", "network", () -> wasTold = true));

    static IntStream seeds() {
        return IntStream.range(0, 25);
    }

    private static byte[] event(Random random) {
        byte[] event = new byte[SIZES.get(random.nextInt(SIZES.size()))];
        random.nextBytes(event);
        return event;
    }

    /** As the stream does when its client has read. */
    private void writeNext() {
        buffer.written();
        if (!buffer.isEmpty()) {
            ByteBuffer next = buffer.take();
            written.write(next.array(), next.position(), next.remaining());
        }
        wasTold |= buffer.hasRoomAgain();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void events_areWrittenInOrderAndNotOfferedInVain(int seed) {
        Random random = new Random(seed);
        LargeEventMemory.Place other = memory.place("two", "network", () -> {});
        LargeEventMemory.Place same = memory.place("one", "network", () -> {});
        for (int i = 0; i < 100; i++) {
            byte[] event = event(random);
            if (random.nextInt(4) == 0) {
                other.take(500_000);
                same.take(450_000);
            }
            while (!buffer.accept(event)) {
                wasTold = false;
                assertThat(buffer.hasRoom()).as("room for a refused event").isFalse();
                while (!wasTold) {
                    if (buffer.needsWriter()) {
                        writeNext();
                    } else {
                        other.release();
                        same.release();
                    }
                }
                assertThat(buffer.hasRoom()).as("room after it was told").isTrue();
            }
            accepted.writeBytes(event);
            if (random.nextBoolean()) {
                writeNext();
            }
        }
        other.release();
        same.release();
        while (buffer.needsWriter()) {
            writeNext();
        }
        assertThat(written.toByteArray()).isEqualTo(accepted.toByteArray());
        assertThat(memory.taken()).isZero();
    }

    @Test
    void aRefusedEventThatDoesNotComeAgain_leavesItsMemory() {
        LargeEventMemory.Place other = memory.place("one", "network", () -> {});
        other.take(500_000);
        assertThat(buffer.accept(new byte[300_000])).isFalse();
        assertThat(buffer.refusedLarge()).isTrue();
        other.release();
        assertThat(memory.taken()).isEqualTo(300_000);
        assertThat(buffer.accept(new byte[10])).isTrue();
        assertThat(buffer.refusedLarge()).isFalse();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void aLargeEvent_isWrittenInParts() {
        assertThat(buffer.accept(new byte[2 * EventBuffer.MAX])).isTrue();
        for (int i = 0; i < 2 * EventBuffer.MAX / EventBuffer.MAX_WRITE; i++) {
            assertThat(buffer.holdsMemory()).isTrue();
            assertThat(buffer.take().remaining()).isEqualTo(EventBuffer.MAX_WRITE);
        }
        assertThat(buffer.isEmpty()).isTrue();
        assertThat(memory.taken()).isEqualTo(2 * EventBuffer.MAX);
        buffer.written();
        assertThat(buffer.holdsMemory()).isFalse();
        assertThat(memory.taken()).isZero();
    }

    /** Its event does not fit before the client has read what waits. */
    @Test
    void memoryThatIsTakenBeforeItsEventFits_isHeld() {
        LargeEventMemory.Place other = memory.place("one", "network", () -> {});
        other.take(500_000);
        assertThat(buffer.accept(new byte[300_000])).isFalse();
        buffer.add(new byte[20]);
        assertThat(buffer.holdsMemory()).isFalse();
        other.release();
        assertThat(buffer.holdsMemory()).isTrue();
    }

    @Test
    void aClosedBuffer_leavesItsMemory() {
        assertThat(buffer.accept(new byte[300_000])).isTrue();
        buffer.close();
        assertThat(buffer.needsWriter()).isFalse();
        assertThat(memory.taken()).isZero();
    }
}
