package org.executionsession.benchmarks.compare;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.LongStream;
import org.executionsession.benchmarks.load.Requests;

/** Requests whose expected responses are counted for each second. */
final class RatePerSecond implements Requests {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Requests requests;
    private final long begin;
    private final long[] counts;

    /** Counts from a moment of {@link System#nanoTime} for some seconds; later responses do not count. */
    RatePerSecond(Requests requests, long begin, int seconds) {
        this.requests = requests;
        this.begin = begin;
        this.counts = new long[seconds];
    }

    @Override
    public long next(ByteBuffer request) {
        return requests.next(request);
    }

    @Override
    public int expectedStatus() {
        return requests.expectedStatus();
    }

    @Override
    public void onResponse(long number, int status) {
        if (status == expectedStatus()) {
            count(System.nanoTime());
        }
        requests.onResponse(number, status);
    }

    void count(long now) {
        long second = (now - begin) / SECOND;
        if (second < counts.length) {
            counts[(int) second]++;
        }
    }

    /** The responses of each second. */
    long[] counts() {
        return counts.clone();
    }

    static long total(long[] counts) {
        return LongStream.of(counts).sum();
    }
}
