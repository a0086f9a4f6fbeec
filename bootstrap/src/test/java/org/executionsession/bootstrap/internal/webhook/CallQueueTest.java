package org.executionsession.bootstrap.internal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Tests that calls without a response delay only the calls to their receiver. */
class CallQueueTest {

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final CompletableFuture<Void> lookup = new CompletableFuture<>();
    private final CallQueue queue = new CallQueue(5, 2, receiver -> receiver.equals("slow name") ? lookup : NOW);
    private final List<String> started = new CopyOnWriteArrayList<>();

    private CompletableFuture<String> endless(String receiver) {
        CompletableFuture<String> end = new CompletableFuture<>();
        queue.submit(receiver, () -> {
            started.add(receiver);
            return end;
        });
        return end;
    }

    private static Supplier<CompletableFuture<String>> respond(String value) {
        return () -> CompletableFuture.completedFuture(value);
    }

    @Test
    void callsThatLeaveALookupBehind_keepTheirPlaces() {
        assertThat(queue.submit("slow name", respond("one")).join()).isEqualTo("one");
        assertThat(queue.submit("slow name", respond("two")).join()).isEqualTo("two");
        CompletableFuture<String> third = queue.submit("slow name", respond("three"));
        assertThat(queue.submit("other", respond("done")).join()).isEqualTo("done");
        assertThat(third).isNotDone();
        lookup.complete(null);
        assertThat(third.join()).isEqualTo("three");
    }

    @Test
    void receiversThatHang_delayNoOther() {
        for (int i = 0; i < 100; i++) {
            endless("hanging");
            endless("also hanging");
        }
        assertThat(started).containsExactly("hanging", "also hanging", "hanging", "also hanging");
        for (int i = 0; i < 100; i++) {
            assertThat(queue.submit("other", respond("done")).join()).isEqualTo("done");
        }
    }

    @Test
    void waitingReceivers_takeTurns() {
        List<CompletableFuture<String>> ends = new ArrayList<>();
        for (String receiver : List.of("a", "b", "c", "d")) {
            ends.add(endless(receiver));
        }
        ends.add(endless("a"));
        List<CompletableFuture<String>> later = new ArrayList<>();
        for (String receiver : List.of("b", "b", "c", "a")) {
            later.add(queue.submit(receiver, respond(receiver)));
        }
        assertThat(later).noneMatch(CompletableFuture::isDone);
        ends.get(3).complete("");
        // With one more place, all but the calls to the receiver with two calls in flight are made.
        later.subList(0, 3).forEach(CompletableFuture::join);
        assertThat(later.get(3)).isNotDone();
        ends.get(0).complete("");
        assertThat(later.get(3).join()).isEqualTo("a");
    }

    @Test
    void aClosedQueue_makesNoFurtherCalls() {
        CompletableFuture<String> succeeds = new CompletableFuture<>();
        CompletableFuture<String> first = queue.submit("a", () -> succeeds);
        CompletableFuture<String> fails = new CompletableFuture<>();
        CompletableFuture<String> second = queue.submit("a", () -> fails);
        CompletableFuture<String> waiting = queue.submit("a", respond("waiting"));
        CompletableFuture<Void> drained = queue.close();
        assertThat(waiting).isCancelled();
        assertThat(queue.submit("b", respond("late"))).isCancelled();
        assertThat(drained).isNotDone();
        succeeds.complete("done");
        assertThat(first.join()).isEqualTo("done");
        fails.completeExceptionally(new IllegalStateException("closed"));
        drained.join();
        assertThat(second).isCancelled();
        assertThat(started).isEmpty();
    }

    @Test
    void aQueueWithoutCalls_isDrained() {
        assertThat(queue.submit("a", respond("done")).join()).isEqualTo("done");
        queue.close().join();
    }

    @Test
    void failures_freeTheirPlaces() {
        for (int i = 0; i < 10; i++) {
            CompletableFuture<String> failed =
                    queue.submit("a", () -> CompletableFuture.failedFuture(new IllegalStateException("no")));
            CompletableFuture<String> thrown = queue.submit("b", () -> {
                throw new IllegalStateException("not even");
            });
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(failed::join)
                    .withMessageContaining("no");
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(thrown::join)
                    .withMessageContaining("not even");
        }
    }

    @Test
    void manyCallsThatEndAtOnce_doNotNest() {
        CompletableFuture<String> first = endless("a");
        CompletableFuture<String> second = endless("a");
        AtomicInteger made = new AtomicInteger();
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            calls.add(queue.submit("a", () -> CompletableFuture.completedFuture(made.incrementAndGet())));
        }
        first.complete("");
        second.complete("");
        calls.forEach(CompletableFuture::join);
        assertThat(made).hasValue(20_000);
    }
}
