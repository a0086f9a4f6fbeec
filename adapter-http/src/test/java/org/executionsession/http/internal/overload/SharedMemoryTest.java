package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.http.internal.overload.SharedMemory.Result.REJECTED;
import static org.executionsession.http.internal.overload.SharedMemory.Result.RESERVED;
import static org.executionsession.http.internal.overload.SharedMemory.Result.WAITS;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.executionsession.http.internal.overload.SharedMemory.Result;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Tests which request gets shared memory, which one waits, and which one is ended for another. */
class SharedMemoryTest {

    /** Reservations of a few bytes are not ended for others. */
    private static final int KIB = 1_024;

    private final SharedMemory memory = new SharedMemory(100 * KIB, Long.MAX_VALUE);

    /** A request with a reservation. */
    private static final class Holder implements SharedMemory.User {

        private final SharedMemory.Reservation reservation;
        private Result result;
        private boolean slow;
        private boolean ended;
        private int preemptions;

        Holder(SharedMemory memory, String caller) {
            reservation = memory.begin(caller, this);
            reservation.setPreemptible(true);
        }

        Result reserve(long bytes) {
            result = reservation.reserve(bytes);
            return result;
        }

        Result reserve(long part, long bytes) {
            result = reservation.reserve(part, bytes);
            return result;
        }

        void release() {
            reservation.release();
            result = null;
        }

        @Override
        public void granted() {
            failIfEnded();
            assertThat(result).isEqualTo(WAITS);
            result = RESERVED;
        }

        private void failIfEnded() {
            if (ended) {
                throw new IllegalStateException("the request has ended");
            }
        }

        @Override
        public void preempt() {
            failIfEnded();
            preemptions++;
        }

        @Override
        public void displace() {
            failIfEnded();
            assertThat(result).isEqualTo(WAITS);
            result = REJECTED;
        }

        @Override
        public boolean isSlow() {
            return slow;
        }
    }

    private Holder holder(String caller, long kib) {
        Holder holder = new Holder(memory, caller);
        holder.reserve(kib * KIB);
        return holder;
    }

    @Test
    void aCallerThatUsesTheMost_isRejected_andOthersWait() {
        Holder first = holder("first", 60);
        assertThat(holder("first", 41).result).isEqualTo(REJECTED);
        Holder second = holder("second", 41);
        assertThat(second.result).isEqualTo(WAITS);
        assertThat(memory.isWaitedFor()).isTrue();
        first.release();
        assertThat(second.result).isEqualTo(RESERVED);
        assertThat(memory.isWaitedFor()).isFalse();
    }

    @Test
    void theOnlyRequestOfACaller_waits_alsoIfItUsesTheMost() {
        Holder first = holder("first", 60);
        Holder second = holder("second", 40);
        assertThat(first.reserve(61 * KIB)).isEqualTo(WAITS);
        second.release();
        assertThat(first.result).isEqualTo(RESERVED);
    }

    @Test
    void freeMemory_isForCallersWithTheLeast() {
        Holder all = holder("first", 80);
        holder("second", 20);
        Holder second = holder("second", 30);
        Holder third = holder("third", 30);
        Holder fourth = holder("fourth", 30);
        all.reservation.release();
        assertThat(List.of(third.result, fourth.result, second.result)).containsExactly(RESERVED, RESERVED, WAITS);
    }

    @Test
    void whatOthersWaitFor_isNotForCallersWithMore() {
        holder("first", 50);
        Holder small = holder("first", 30);
        Holder waiting = holder("second", 50);
        assertThat(holder("first", 20).result).isEqualTo(REJECTED);
        assertThat(holder("third", 20).result).as("with less").isEqualTo(WAITS);
        small.release();
        assertThat(waiting.result).isEqualTo(RESERVED);
    }

    @Test
    void whatWaits_isLimited_andSharedFairly() {
        SharedMemory responses = new SharedMemory(100 * KIB, 50 * KIB);
        new Holder(responses, "first").reserve(100 * KIB);
        Holder second = new Holder(responses, "second");
        assertThat(second.reserve(20 * KIB)).isEqualTo(WAITS);
        Holder newest = new Holder(responses, "second");
        assertThat(newest.reserve(30 * KIB)).isEqualTo(WAITS);
        assertThat(new Holder(responses, "second").reserve(1)).isEqualTo(REJECTED);
        assertThat(new Holder(responses, "third").reserve(30 * KIB)).isEqualTo(WAITS);
        assertThat(newest.result).as("its caller waits for more").isEqualTo(REJECTED);
        assertThat(second.result).isEqualTo(WAITS);
        assertThat(new Holder(responses, "fourth").reserve(30 * KIB))
                .as("others wait for no more")
                .isEqualTo(REJECTED);
    }

    @Test
    void aSingleRequestThatWaits_canWaitForAll() {
        SharedMemory responses = new SharedMemory(100 * KIB, 50 * KIB);
        Holder first = new Holder(responses, "first");
        first.reserve(1);
        Holder second = new Holder(responses, "second");
        assertThat(second.reserve(100 * KIB)).isEqualTo(WAITS);
        first.release();
        assertThat(second.result).isEqualTo(RESERVED);
    }

    /** Each of them gets what is ended for it, although others wait, too. */
    @Test
    void severalRequestsThatWait_endAsManyOthers() {
        List<Holder> many = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            many.add(holder("many", 10));
        }
        List<Holder> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(holder("caller" + i, 10));
        }
        waiting.forEach(one -> one.reservation.preemptOthers());
        many.stream().filter(one -> one.preemptions > 0).forEach(Holder::release);
        assertThat(waiting).extracting(one -> one.result).containsOnly(RESERVED);
        assertThat(many).filteredOn(one -> one.preemptions > 0).hasSize(5);
    }

    /** With a part each, all of them would wait for each other. */
    @Test
    void requestsThatNeedMoreThanAPart_getItOneAfterAnother() {
        List<Holder> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Holder one = new Holder(memory, "caller" + i);
            one.reserve(10 * KIB, 50 * KIB);
            waiting.add(one);
        }
        List<Holder> complete = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            waiting.stream()
                    .filter(one -> one.result == RESERVED && one.reserve(50 * KIB) == RESERVED)
                    .forEach(complete::add);
            waiting.removeAll(complete);
            complete.forEach(Holder::release);
        }
        assertThat(waiting).isEmpty();
    }

    @Test
    void partsOfRequests_areFewOfTheMemory() {
        Holder first = new Holder(memory, "first");
        first.reserve(25 * KIB, 80 * KIB);
        Holder second = new Holder(memory, "second");
        assertThat(second.reserve(1 * KIB, 76 * KIB))
                .as("all of it, since there is a part already")
                .isEqualTo(WAITS);
        second.release();
        assertThat(first.reserve(80 * KIB)).isEqualTo(RESERVED);
        assertThat(second.reserve(20 * KIB, 76 * KIB))
                .as("a part, since the first one has all")
                .isEqualTo(RESERVED);
    }

    @Test
    void aRequestThatCannotBeTold_leavesNoOtherUntold() {
        List<Holder> many = List.of(holder("many", 25), holder("many", 25), holder("many", 25), holder("many", 25));
        List<Holder> waiting = List.of(holder("second", 30), holder("third", 30));
        many.get(0).ended = true;
        waiting.get(0).reservation.preemptOthers();
        assertThat(many).extracting(one -> one.preemptions).containsExactly(0, 1, 0, 0);
        waiting.get(0).ended = true;
        many.forEach(Holder::release);
        assertThat(waiting.get(1).result).isEqualTo(RESERVED);
    }

    @Test
    void moreThanAll_isRejected() {
        assertThat(holder("first", 101).result).isEqualTo(REJECTED);
        assertThat(holder("first", 100).result).isEqualTo(RESERVED);
    }

    @Test
    void aRequestThatGivesUp_letsOthersHaveWhatItWaitedFor() {
        Holder first = holder("first", 90);
        Holder second = holder("second", 100);
        Holder third = holder("third", 10);
        assertThat(List.of(second.result, third.result)).containsExactly(WAITS, WAITS);
        second.release();
        assertThat(third.result).isEqualTo(RESERVED);
        assertThat(first.result).isEqualTo(RESERVED);
    }

    @Test
    void theOldestRequestsOfTheCallerWithTheMost_areEndedForOthers() {
        List<Holder> first = List.of(holder("first", 20), holder("first", 20), holder("first", 20));
        List<Holder> second = List.of(holder("second", 20), holder("second", 20));
        Holder third = holder("third", 20);
        third.reservation.preemptOthers();
        assertThat(first).extracting(holder -> holder.preemptions).containsExactly(1, 0, 0);
        assertThat(second).extracting(holder -> holder.preemptions).containsExactly(0, 0);
        // Its response can have begun meanwhile. The memory is still to come, so no other one is ended.
        third.reservation.preemptOthers();
        assertThat(first).extracting(holder -> holder.preemptions).containsExactly(2, 0, 0);
        first.get(0).release();
        assertThat(third.result).isEqualTo(RESERVED);
        third.reservation.preemptOthers();
        assertThat(first).extracting(holder -> holder.preemptions).containsExactly(2, 0, 0);
    }

    /** They would end each other's, and none would be complete. */
    @Test
    void requestsOfCallersWithAsMuch_areNotEnded() {
        Holder first = holder("first", 50);
        Holder second = holder("second", 50);
        Holder third = holder("third", 50);
        third.reservation.preemptOthers();
        assertThat(first.preemptions + second.preemptions).isZero();
        second.slow = true;
        third.reservation.preemptOthers();
        assertThat(first.preemptions).isZero();
        assertThat(second.preemptions).as("a slow one").isEqualTo(1);
    }

    @Test
    void requestsThatCannotBePreempted_areNotEnded() {
        Holder complete = holder("first", 50);
        complete.reservation.setPreemptible(false);
        Holder incomplete = holder("first", 50);
        holder("second", 20).reservation.preemptOthers();
        assertThat(complete.preemptions).isZero();
        assertThat(incomplete.preemptions).isEqualTo(1);
    }

    @Test
    void noRequestIsEnded_ifThatIsNotEnough() {
        holder("first", 50).reservation.setPreemptible(false);
        Holder incomplete = holder("first", 20);
        holder("second", 30).reservation.setPreemptible(false);
        holder("third", 30).reservation.preemptOthers();
        assertThat(incomplete.preemptions).isZero();
    }

    /** Random requests in all states: the memory is never exceeded, what is free is used, and all of it is free in the end. */
    @RepeatedTest(200)
    void noMemoryIsLost(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Holder> all = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            if (all.isEmpty() || random.nextInt(3) == 0) {
                all.add(new Holder(memory, "caller" + random.nextInt(4)));
            }
            Holder one = all.get(random.nextInt(all.size()));
            int action = random.nextInt(5);
            if (action == 0) {
                one.release();
                all.remove(one);
            } else if (one.result == WAITS) {
                one.reservation.preemptOthers();
            } else {
                int bytes = 1 + random.nextInt(50 * KIB);
                one.reserve(1 + random.nextInt(bytes), bytes);
                if (one.result == REJECTED) {
                    one.release();
                    all.remove(one);
                }
            }
            all.removeIf(SharedMemoryTest::endIfPreempted);
        }
        all.forEach(Holder::release);
        assertThat(memory.isWaitedFor()).isFalse();
        Holder part = new Holder(memory, "another");
        assertThat(part.reserve(25 * KIB, 100 * KIB)).isEqualTo(RESERVED);
        assertThat(holder("others", 75).result).isEqualTo(RESERVED);
    }

    private static boolean endIfPreempted(Holder holder) {
        if (holder.preemptions > 0) {
            holder.release();
        }
        return holder.preemptions > 0;
    }
}
