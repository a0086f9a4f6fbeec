package org.executionsession.bootstrap.internal.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
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
    private final Map<String, Queue<Call<?>>> waiting = new LinkedHashMap<>();

    private final Map<String, Integer> inFlight = new HashMap<>();
    private int total;

    /** How many calls have no result yet. */
    private int unfinished;

    private boolean closed;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private record Call<T>(String receiver, Supplier<CompletableFuture<T>> start, CompletableFuture<T> result) {

        void cancel() {
            result.completeExceptionally(new CancellationException("the server stops"));
        }
    }

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
     * @return completes when the call has ended, with its result; with a {@link CancellationException} if the queue was closed before
     */
    <T> CompletableFuture<T> submit(String receiver, Supplier<CompletableFuture<T>> call) {
        Call<T> submitted = new Call<>(receiver, call, new CompletableFuture<>());
        boolean isClosed;
        synchronized (this) {
            isClosed = closed;
            if (!isClosed) {
                waiting.computeIfAbsent(receiver, first -> new ArrayDeque<>()).add(submitted);
            }
        }
        if (isClosed) {
            submitted.cancel();
        } else {
            startNext();
        }
        return submitted.result();
    }

    private <T> void run(Call<T> call) {
        CompletableFuture<T> ended;
        try {
            ended = call.start().get();
        } catch (RuntimeException | Error failure) {
            ended = CompletableFuture.failedFuture(failure);
        }
        // In another thread: otherwise, calls that fail at once would nest.
        ended.whenCompleteAsync((value, failure) -> {
            released.apply(call.receiver()).whenComplete((nothing, none) -> {
                release(call.receiver());
                startNext();
            });
            if (failure == null) {
                call.result().complete(value);
            } else if (isClosed()) {
                // Its connection was probably closed.
                call.cancel();
            } else {
                call.result().completeExceptionally(failure);
            }
            finished();
        });
    }

    /**
     * Makes no further calls. Those that wait, and those in flight that fail from now on, are cancelled.
     *
     * @return completes when no call is in flight
     */
    CompletableFuture<Void> close() {
        List<Call<?>> cancelled = new ArrayList<>();
        synchronized (this) {
            closed = true;
            waiting.values().forEach(cancelled::addAll);
            waiting.clear();
            if (unfinished == 0) {
                drained.complete(null);
            }
        }
        cancelled.forEach(Call::cancel);
        return drained;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void finished() {
        unfinished--;
        if (closed && unfinished == 0) {
            drained.complete(null);
        }
    }

    private synchronized void release(String receiver) {
        total--;
        inFlight.compute(receiver, (same, calls) -> calls == null || calls == 1 ? null : calls - 1);
    }

    private void startNext() {
        for (Call<?> next = next(); next != null; next = next()) {
            run(next);
        }
    }

    /** Takes the next call that may start. Returns null if there is none. */
    private synchronized @Nullable Call<?> next() {
        if (total == maxCalls) {
            return null;
        }
        Iterator<Map.Entry<String, Queue<Call<?>>>> receivers =
                waiting.entrySet().iterator();
        while (receivers.hasNext()) {
            Map.Entry<String, Queue<Call<?>>> entry = receivers.next();
            String receiver = entry.getKey();
            if (inFlight.getOrDefault(receiver, 0) < maxCallsPerReceiver) {
                Queue<Call<?>> calls = entry.getValue();
                receivers.remove();
                Call<?> call = calls.remove();
                if (!calls.isEmpty()) {
                    // Behind the other receivers.
                    waiting.put(receiver, calls);
                }
                total++;
                unfinished++;
                inFlight.merge(receiver, 1, Integer::sum);
                return call;
            }
        }
        return null;
    }
}
