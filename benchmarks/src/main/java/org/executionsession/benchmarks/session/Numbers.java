package org.executionsession.benchmarks.session;

import java.util.concurrent.atomic.AtomicLong;

/** Hands out the numbers of sessions; several threads may ask. */
public final class Numbers {

    /** Returned when there are no more numbers. */
    public static final long NONE = -1;

    /** A prime: its multiples visit all numbers of a range that it does not divide, neighbours far apart. */
    private static final long STRIDE = 7_368_787;

    private final long first;
    private final long count;
    private final long stride;
    private final boolean repeating;
    private final AtomicLong given = new AtomicLong();

    private Numbers(long first, long end, long stride, boolean repeating) {
        this.first = first;
        this.count = end - first;
        this.stride = stride;
        this.repeating = repeating;
        if (count % STRIDE == 0) {
            throw new IllegalArgumentException("no range may have a multiple of " + STRIDE + " numbers");
        }
    }

    /**
     * Each number once, in ascending order.
     *
     * @param first the first number
     * @param end the number behind the last one
     * @return the numbers
     */
    public static Numbers inOrder(long first, long end) {
        return new Numbers(first, end, 1, false);
    }

    /**
     * Each number once, neighbours far apart.
     *
     * @param first the least number
     * @param end the number behind the greatest one
     * @return the numbers
     */
    public static Numbers scattered(long first, long end) {
        return new Numbers(first, end, STRIDE, false);
    }

    /**
     * All numbers again and again, neighbours far apart.
     *
     * @param first the least number
     * @param end the number behind the greatest one
     * @return the numbers
     */
    public static Numbers endless(long first, long end) {
        return new Numbers(first, end, STRIDE, true);
    }

    /**
     * Takes the next number.
     *
     * @return the number, or {@link #NONE}
     */
    public long next() {
        return at(given.getAndIncrement());
    }

    /**
     * Takes as many numbers as there is room for and as there are.
     *
     * @param numbers where to put them; not null
     * @return how many were put
     */
    public int next(long[] numbers) {
        long index = given.getAndAdd(numbers.length);
        int taken = 0;
        while (taken < numbers.length && at(index + taken) != NONE) {
            numbers[taken] = at(index + taken);
            taken++;
        }
        return taken;
    }

    private long at(long index) {
        if (index >= count && !repeating) {
            return NONE;
        }
        return first + index % count * stride % count;
    }
}
