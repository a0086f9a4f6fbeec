package org.executionsession.bootstrap;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The bounds of an option that is a whole number. */
final class OptionRange {

    private OptionRange() {}

    /** Returns the value if it is within the bounds; else throws a {@link ParameterException}. */
    static int checked(CommandLine commandLine, String option, int value, int minimum, int maximum) {
        if (value < minimum || value > maximum) {
            throw new ParameterException(
                    commandLine,
                    "Invalid value for option '" + option + "': must be between " + minimum + " and " + maximum
                            + ", but is " + value);
        }
        return value;
    }
}
