package org.executionsession.bootstrap;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The bounds of an option that is a whole number. */
final class OptionRange {

    private OptionRange() {}

    /** The value, if it is not beyond one of the bounds; else throws the command line's own exception. */
    static int checked(CommandLine commandLine, String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    commandLine,
                    "Invalid value for option '" + option + "': must be between " + least + " and " + most + ", but is "
                            + value);
        }
        return value;
    }
}
