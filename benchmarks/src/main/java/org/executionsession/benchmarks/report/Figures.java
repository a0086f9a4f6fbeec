package org.executionsession.benchmarks.report;

import java.util.Locale;

/** Numbers as tables show them. */
public final class Figures {

    private Figures() {}

    /**
     * Without a fraction.
     *
     * @param value the number
     * @return for example 1,234
     */
    public static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /**
     * With one decimal.
     *
     * @param value the number
     * @return for example 1,234.5
     */
    public static String tenths(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    /**
     * With two decimals, or three below 0.1.
     *
     * @param value the number
     * @return for example 1.25
     */
    public static String decimal(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : "%.2f", value);
    }
}
