package org.executionsession.http.internal.overload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;

/** The requests with permits of a bulkhead that can be ended for others, in the order in which they got these. Guarded by the lock of the bulkhead. */
final class PreemptibleRequests {

    /** How many more permits than the waiting caller the one has whose request is ended. With one more, they would end each other's requests in turns. */
    private static final int MORE = 2;

    private final Deque<Running> all = new ArrayDeque<>();

    static final class Running {
        private final String caller;
        private final MonitoredRequest request;

        /** The caller for whom it was ended; null if it was not. */
        private String endedFor;

        Running(String caller, MonitoredRequest request) {
            this.caller = caller;
            this.request = request;
        }

        private boolean isEnded() {
            return endedFor != null;
        }
    }

    void add(Running running) {
        all.addLast(running);
    }

    void remove(Running running) {
        all.remove(running);
    }

    /** Returns whether a request was ended for a caller, and still runs. */
    boolean isAnyEndedFor(String caller) {
        return all.stream().anyMatch(running -> caller.equals(running.endedFor));
    }

    /**
     * Returns the requests to end for a caller that waits. One of them is new if another caller has at least two more permits. Those that were ended for the same
     * caller, and still run, count for it, so that several of its requests end no more than one does. All that still run are ended again: their responses can
     * have begun meanwhile.
     *
     * @param permits how many permits the caller has
     * @param begun how many permits each caller has
     */
    List<MonitoredRequest> chooseFor(String caller, int permits, Map<String, Integer> begun) {
        List<MonitoredRequest> ended = new ArrayList<>();
        int permitsToCome = 0;
        for (Running running : all) {
            if (running.isEnded()) {
                ended.add(running.request);
                permitsToCome += caller.equals(running.endedFor) ? 1 : 0;
            }
        }
        Running last = lastOfTheMost(permits + permitsToCome + MORE, begun);
        if (last != null) {
            last.endedFor = caller;
            ended.add(last.request);
        }
        return ended;
    }

    /**
     * Returns the last request of the caller with the most permits, if it has at least so many; otherwise null. Of callers with equally many, it is the one that has had
     * a permit for the longest time: requests that are soon complete let others run by themselves.
     */
    private Running lastOfTheMost(int least, Map<String, Integer> begun) {
        Map<String, Integer> lasting = new HashMap<>(begun);
        for (Running running : all) {
            if (running.isEnded()) {
                lasting.merge(running.caller, -1, Integer::sum);
            }
        }
        int most = least - 1;
        Running last = null;
        for (Running running : all) {
            if (running.isEnded()) {
                continue;
            }
            int permits = lasting.get(running.caller);
            if (permits > most || last != null && last.caller.equals(running.caller)) {
                most = permits;
                last = running;
            }
        }
        return last;
    }
}
