package org.executionsession.bootstrap.internal.webhook;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many calls are in flight: in total, and to each receiver. Receivers take turns, so that calls without a response delay only the
 * calls to the same receiver.
 */
final class CallQueue {

    private final int maxCalls;
    private final int maxCallsPerReceiver;
    private final Function<String, CompletableFuture<Void>> released;

    /** The waiting calls of each receiver. The receiver whose turn is next is the first. */
    private final Map<String, Queue<Runnable>> waiting = new LinkedHashMap<>();

    private final Map<String, Integer> inFlight = new HashMap<>();
    private int total;

    /**
     * Creates a queue.
     *
     * @param maxCalls the maximum number of calls in flight
     * @param maxCallsPerReceiver the maximum number of calls in flight to one receiver
     * @param released completes when the calls of a receiver that have ended have left no work behind, such as the lookup of its host, which no
     *     timeout ends. A call keeps its place until then
     */
    CallQueue(int maxCalls, int maxCallsPerReceiver, Function<String, CompletableFuture<Void>> released) {
        this.released = released;
        this.maxCalls = maxCalls;
        this.maxCallsPerReceiver = maxCallsPerReceiver;
    }

    /**
     * Makes a call now, or when other calls have ended.
     *
     * @param receiver whom it calls; not null
     * @param call starts the call and returns its end; it does not block; not null
     * @return completes when the call has ended, with its result
     */
    <T> CompletableFuture<T> submit(String receiver, Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            waiting.computeIfAbsent(receiver, first -> new ArrayDeque<>()).add(() -> run(receiver, call, result));
        }
        startNext();
        return result;
    }

    private <T> void run(String receiver, Supplier<CompletableFuture<T>> call, CompletableFuture<T> result) {
        CompletableFuture<T> ended;
        try {
            ended = call.get();
        } catch (RuntimeException failure) {
            ended = CompletableFuture.failedFuture(failure);
        }
        // In another thread: otherwise, calls that fail at once would nest.
        ended.whenCompleteAsync((value, failure) -> {
            released.apply(receiver).whenComplete((nothing, none) -> {
                release(receiver);
                startNext();
            });
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    private synchronized void release(String receiver) {
        total--;
        inFlight.compute(receiver, (same, calls) -> calls == null || calls == 1 ? null : calls - 1);
    }

    private void startNext() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    /** Takes the next call that may start. Returns null if there is none. */
    private synchronized @Nullable Runnable next() {
        if (total == maxCalls) {
            return null;
        }
        Iterator<Map.Entry<String, Queue<Runnable>>> receivers =
                waiting.entrySet().iterator();
        while (receivers.hasNext()) {
            Map.Entry<String, Queue<Runnable>> entry = receivers.next();
            String receiver = entry.getKey();
            if (inFlight.getOrDefault(receiver, 0) < maxCallsPerReceiver) {
                Queue<Runnable> calls = entry.getValue();
                receivers.remove();
                Runnable call = calls.remove();
                if (!calls.isEmpty()) {
                    // Behind the other receivers.
                    waiting.put(receiver, calls);
                }
                total++;
                inFlight.merge(receiver, 1, Integer::sum);
                return call;
            }
        }
        return null;
    }
}
