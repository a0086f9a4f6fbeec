package org.executionsession.benchmarks.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A figure that was measured several times.
 *
 * @param least the least value
 * @param median the median
 * @param greatest the greatest value
 */
record Spread(double least, double median, double greatest) {

    /** At least one value; their order does not matter. */
    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** The figure in each of the rounds, of which there is at least one. */
    static Spread of(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return of(rounds.stream().mapToDouble(figure).toArray());
    }

    /** The ratios of two servers in rounds that followed each other; as many rounds of both. */
    static Spread ofRatios(List<Round> ours, List<Round> theirs, ToDoubleFunction<Round> figure) {
        return of(IntStream.range(0, ours.size())
                .mapToDouble(i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)))
                .toArray());
    }

    /** The median, and the range in parentheses. */
    String text(DoubleFunction<String> number) {
        return number.apply(median) + " (" + number.apply(least) + " to " + number.apply(greatest) + ")";
    }
}
