package org.executionsession.application.internal.callback;

import java.util.HashMap;
import java.util.Map;

/**
 * Limits the calls that are in flight, so that receivers which do not respond cannot hold up others: all of them, those of a receiver, those of a
 * caller, and those of subscriptions whose last attempt failed. Only one thread uses it.
 */
final class CallLimits {

    static final int TOTAL = 64;
    static final int OF_RECEIVER = 4;
    static final int OF_CALLER = 12;

    /** A caller can have the next call if it has fewer than this part of the free ones, or none. So each caller leaves most to the next one. */
    private static final int FREE_DIVISOR = 4;

    static final int OF_FAILING = TOTAL / 2;

    private final Map<String, Integer> byReceiver = new HashMap<>();
    private final Map<String, Integer> byCaller = new HashMap<>();
    private int failing;
    private int total;

    /** A call that is in flight. */
    record Call(String receiver, String caller, boolean isFailing) {}

    /** Returns whether a call can begin. */
    boolean admits(Call call) {
        return total < TOTAL
                && byReceiver.getOrDefault(call.receiver(), 0) < OF_RECEIVER
                && byCaller.getOrDefault(call.caller(), 0) < maxOfCaller()
                && (!call.isFailing() || failing < OF_FAILING);
    }

    private int maxOfCaller() {
        return Math.max(1, Math.min(OF_CALLER, (TOTAL - total) / FREE_DIVISOR));
    }

    void begin(Call call) {
        total++;
        failing += call.isFailing() ? 1 : 0;
        byReceiver.merge(call.receiver(), 1, Integer::sum);
        byCaller.merge(call.caller(), 1, Integer::sum);
    }

    void end(Call call) {
        total--;
        failing -= call.isFailing() ? 1 : 0;
        byReceiver.computeIfPresent(call.receiver(), (receiver, calls) -> calls == 1 ? null : calls - 1);
        byCaller.computeIfPresent(call.caller(), (caller, calls) -> calls == 1 ? null : calls - 1);
    }

    int total() {
        return total;
    }
}
