package org.executionsession.http.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The memory of large events is shared by the streams of several callers. */
class LargeEventMemoryTest {

    private static final int MAX = 100;

    private int shortages;
    private final LargeEventMemory memory = new LargeEventMemory(MAX, () -> shortages++);

    /** A stream: what it wants, and what it knows to have. */
    private final class Stream {

        private final LargeEventMemory.Place place;
        private final String caller;
        private int wanted;
        private boolean has;

        private Stream(String caller) {
            this(caller, "network");
        }

        private Stream(String caller, String network) {
            this.caller = caller;
            place = memory.place(caller, network, () -> has = true);
        }

        private void take(int bytes) {
            wanted = bytes;
            has = place.take(bytes);
        }

        private void release() {
            place.release();
            wanted = 0;
            has = false;
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomStreams_keepTheLimitsAndAllGetMemory(int seed) {
        Random random = new Random(seed);
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            streams.add(new Stream("caller " + i % 3, "network " + i % 2));
        }
        for (int i = 0; i < 300; i++) {
            Stream stream = streams.get(random.nextInt(streams.size()));
            if (stream.wanted == 0) {
                stream.take(1 + random.nextInt(MAX));
            } else if (random.nextInt(3) == 0) {
                stream.release();
            }
            assertLimits(streams);
        }
        // Each of those that have memory leaves it to those that wait.
        while (streams.stream().anyMatch(stream -> stream.wanted > 0)) {
            streams.stream()
                    .filter(stream -> stream.has)
                    .findFirst()
                    .orElseThrow()
                    .release();
            assertLimits(streams);
        }
        assertThat(memory.taken()).isZero();
    }

    private void assertLimits(List<Stream> streams) {
        assertThat(memory.taken()).isBetween(0L, (long) MAX).isEqualTo(taken(streams));
        for (Stream stream : streams) {
            assertThat(stream.place.isWaiting()).isEqualTo(stream.wanted > 0 && !stream.has);
            assertThat(taken(streams.stream()
                            .filter(other -> other.caller.equals(stream.caller))
                            .toList()))
                    .isLessThanOrEqualTo(MAX / 2);
        }
    }

    /** An event that is larger than a caller can have takes all of that. */
    private static long taken(List<Stream> streams) {
        return streams.stream()
                .filter(stream -> stream.has)
                .mapToLong(stream -> Math.min(stream.wanted, MAX / 2))
                .sum();
    }

    @Test
    void aCallerWithAllItsMemory_doesNotHoldUpOthers() {
        Stream first = new Stream("one");
        Stream second = new Stream("one");
        Stream other = new Stream("two");
        first.take(MAX / 2);
        second.take(1);
        other.take(MAX / 2);
        assertThat(List.of(first.has, second.has, other.has)).containsExactly(true, false, true);
        first.release();
        assertThat(second.has).isTrue();
    }

    /** However slowly they read. */
    @Test
    void callersWithManyStreams_leaveMostToOthers() {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            streams.add(new Stream("caller " + i % 2));
        }
        streams.forEach(stream -> stream.take(8));
        assertThat(memory.taken()).isLessThanOrEqualTo(MAX / 2);
        Stream other = new Stream("other");
        other.take(MAX / 2);
        assertThat(other.has).isTrue();
    }

    @Test
    void theNextEventOfACallerWithAllItsMemory_doesNotHoldUpOthers() {
        Stream first = new Stream("one");
        Stream next = new Stream("one");
        Stream other = new Stream("two");
        Stream last = new Stream("three");
        first.take(MAX / 2);
        other.take(MAX / 4);
        next.take(MAX / 2);
        last.take(MAX / 8);
        assertThat(List.of(next.has, last.has)).containsExactly(false, true);
    }

    @Test
    void aShortage_isToldOnceWhileSomebodyWaits() {
        Stream first = new Stream("one");
        Stream other = new Stream("two");
        first.take(MAX / 2);
        other.take(MAX / 2);
        assertThat(List.of(memory.isWaitedFor(), shortages)).containsExactly(false, 0);
        Stream third = new Stream("three");
        third.take(10);
        new Stream("three").take(10);
        assertThat(List.of(memory.isWaitedFor(), memory.isWaitedFor("one"), memory.isWaitedFor("two"), shortages))
                .containsExactly(true, true, true, 1);
        other.release();
        first.release();
        assertThat(List.of(memory.isWaitedFor(), shortages)).containsExactly(false, 1);
        third.release();
        assertThat(memory.taken()).isEqualTo(10);
    }

    /** The other callers do not hold it up, so their streams are not closed. */
    @Test
    void aShortageOfACallerWithTooMuch_isThatOfTheCaller() {
        Stream first = new Stream("one");
        first.take(10);
        new Stream("two").take(MAX / 2);
        new Stream("one").take(MAX / 4);
        assertThat(List.of(memory.isWaitedFor(), memory.isWaitedFor("one"), memory.isWaitedFor("two"), shortages))
                .containsExactly(true, true, false, 1);
        first.release();
        assertThat(List.of(memory.isWaitedFor(), shortages)).containsExactly(false, 1);
    }

    @Test
    void networks_takeTurns() {
        List<Stream> crowd = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            crowd.add(new Stream("caller " + i, "one"));
        }
        crowd.forEach(stream -> stream.take(MAX / 4));
        Stream other = new Stream("other", "two");
        other.take(MAX / 4);
        assertThat(other.has).isFalse();
        crowd.get(0).release();
        assertThat(other.has).isTrue();
        crowd.get(1).release();
        assertThat(crowd.get(4).has).isTrue();
    }

    /** A stream that reads slowly does not hold up the others of its network for as long as it reads. */
    @Test
    void aNetworkThatHasMemory_hasItsTurn() {
        new Stream("slow", "one").take(MAX / 4);
        Stream next = new Stream("next", "one");
        List<Stream> others = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            others.add(new Stream("caller " + i, "other " + i));
        }
        others.subList(0, 3).forEach(stream -> stream.take(MAX / 4));
        next.take(MAX / 4);
        int turns = 0;
        for (int i = 0; !next.has; i++) {
            others.get((i + 3) % 6).take(MAX / 4);
            others.get(i % 6).release();
            turns++;
        }
        assertThat(turns).isEqualTo(4);
    }

    @Test
    void aSmallerEvent_keepsItsPlace() {
        Stream stream = new Stream("one");
        stream.take(40);
        stream.take(30);
        assertThat(stream.has).isTrue();
        stream.release();
        assertThat(memory.taken()).isZero();
    }
}
