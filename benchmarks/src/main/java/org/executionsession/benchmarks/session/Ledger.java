package org.executionsession.benchmarks.session;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.executionsession.benchmarks.load.Requests;

/** Which sessions were sent and which were acknowledged, over the lives of many servers. */
public final class Ledger {

    /** The status of a rejection that a client repeats later. */
    public static final int UNAVAILABLE = 503;

    private static final int CREATED = 201;

    private static final Ids IDS = Ids.POSTED;

    private final Numbers numbers = Numbers.inOrder(0, Integer.MAX_VALUE);
    private final BitSet sent = new BitSet();
    private final BitSet acknowledged = new BitSet();
    private final Map<Integer, Long> rejections = new TreeMap<>();
    private int acknowledgedCount;
    private boolean rejected;
    private volatile Moment next;

    private record Moment(int acknowledged, Runnable action) {}

    /**
     * The id of a session that was sent.
     *
     * @param number the session's number
     * @return its id; not null
     */
    public static UUID id(int number) {
        return IDS.id(Slot.SESSION, number);
    }

    /**
     * The body that was sent to create a session.
     *
     * @param number the session's number
     * @return the body; not null
     */
    public static byte[] body(int number) {
        return SmallSession.body().copy(IDS, number);
    }

    /**
     * The requests to the next server: each for a session that was never sent before. They pause after the first rejection,
     * as its Retry-After demands, until this is called again.
     *
     * @param server its URL; not null
     * @return the requests; not null
     */
    public Requests requests(URI server) {
        rejected = false;
        return new Recording(SessionRequests.post(server, "/executionsession", SmallSession.body(), IDS, numbers));
    }

    private final class Recording implements Requests {

        private final Requests requests;

        Recording(Requests requests) {
            this.requests = requests;
        }

        @Override
        public long next(ByteBuffer request) {
            if (rejected) {
                return NONE;
            }
            long number = requests.next(request);
            sent.set(Math.toIntExact(number));
            return number;
        }

        @Override
        public int expectedStatus() {
            return requests.expectedStatus();
        }

        @Override
        public void onResponse(long number, int status) {
            if (status == CREATED) {
                acknowledge(Math.toIntExact(number));
            } else {
                rejected = true;
                rejections.merge(status, 1L, Long::sum);
            }
        }
    }

    private void acknowledge(int number) {
        acknowledged.set(number);
        acknowledgedCount++;
        Moment due = next;
        if (due != null && acknowledgedCount >= due.acknowledged) {
            next = null;
            due.action.run();
        }
    }

    /**
     * Does something once, in the thread of the load.
     *
     * @param count how many sessions must be acknowledged before
     * @param action what to do; not null
     */
    public void when(int count, Runnable action) {
        next = new Moment(count, action);
    }

    /**
     * The sessions whose creation a server has acknowledged.
     *
     * @return their numbers; not null
     */
    public BitSet acknowledged() {
        return (BitSet) acknowledged.clone();
    }

    /**
     * The sessions without a response, and the rejected ones: each may be stored or not.
     *
     * @return their numbers; not null
     */
    public BitSet inDoubt() {
        BitSet inDoubt = (BitSet) sent.clone();
        inDoubt.andNot(acknowledged);
        return inDoubt;
    }

    /**
     * How many responses there were of each status that is not 201.
     *
     * @return numbers by status; not null
     */
    public Map<Integer, Long> rejections() {
        return Map.copyOf(rejections);
    }
}
